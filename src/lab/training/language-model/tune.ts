/** Learning rates: each arm of a comparison gets its own, from the same grid, on a seed that no comparison uses. */
import { createLab, type LabEvent } from "../../kit/index.ts";
import { compareNorms, type Arm, type Comparison } from "./compare.ts";

/** Runs count their seeds from 1; this one stays out of them. */
export const tuningSeed = 1000;

/** One cell of a tuning table. */
export interface Tuned {
  readonly arm: string;
  readonly learningRate: number;
  /** Validation loss at the end; null where training diverged. */
  readonly nats: number | null;
}

/** Trains every arm at every rate of the grid. `comparison.steps` is usually half of what the comparison will take. */
export async function* tune(
  arms: readonly Arm[],
  learningRates: readonly number[],
  comparison: Comparison,
  { threads = 2 } = {},
): AsyncGenerator<LabEvent, Tuned[], void> {
  const lab = createLab(tuningSeed, "cpu", threads);
  const grid = arms.flatMap((arm) => learningRates.map((learningRate) => ({ ...arm, learningRate })));
  const results = yield* compareNorms(lab, grid, comparison);
  return results.map(({ arm: { name, learningRate }, validation }) => ({
    arm: name,
    learningRate,
    nats: Number.isFinite(validation) ? validation : null,
  }));
}

/** The rate at which an arm ended lowest. @throws Error when the table has no finite loss for it. */
export function tunedLearningRate(table: readonly Tuned[], arm: string): number {
  const own = table.filter((row): row is Tuned & { nats: number } => row.arm === arm && row.nats !== null);
  if (own.length === 0) throw new Error(`the tuning table has no rate for ${JSON.stringify(arm)}`);
  return own.reduce((best, row) => (row.nats < best.nats ? row : best)).learningRate;
}
