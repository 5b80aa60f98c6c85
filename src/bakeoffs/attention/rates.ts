/** Every arm's learning rates, one for each thing that it is trained on, fixed before any two arms were compared. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import type { Task } from "./rows.ts";
import tuning from "./tuning.json" with { type: "json" };

export const tables: Readonly<Record<Task, readonly Tuned[]>> = tuning;

export const rateOf = (task: Task, arm: string): number => tunedLearningRate(tables[task], arm);

/** Some table is empty: all arms have one rate on that task, which is no comparison. */
export const untuned = Object.values(tables).some((table) => tuningOf(table).untuned === true);
