/** The order in which tasks are learned. */
import { random } from "#engine";
import type { Task } from "./tasks.ts";

/** The first `length` tasks of an order that is drawn with the seed. */
export const orderOf = (tasks: readonly Task[], seed: number, length: number): Task[] =>
  Array.from(random(seed).stream("order").permutation(tasks.length).subarray(0, length), (place) => tasks[place]);
