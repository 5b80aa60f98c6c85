/** Orders in which tasks are learned. */
import { random } from "#engine";
import type { Task } from "./tasks.ts";

/** Drawn with the seed; the second order is the first one backwards, the third is drawn anew, and so on. */
export function ordersOf(
  tasks: readonly Task[],
  seed: number,
  { orders, length }: { orders: number; length: number },
): Task[][] {
  return Array.from({ length: orders }, (_, at) => {
    const drawn = random(seed)
      .stream(`order ${Math.floor(at / 2)}`)
      .permutation(tasks.length)
      .subarray(0, length);
    const order = Array.from(drawn, (place) => tasks[place]);
    return at % 2 === 0 ? order : order.reverse();
  });
}
