/** Learning rates: each arm of a comparison gets its own, from the same grid, on seeds that no comparison uses. */
import { createLab, drain } from "../../kit/index.ts";
import { compareNorms, type Arm, type Comparison } from "../language-model/compare.ts";
import { heldOutOfTraining } from "../text.ts";
import type { TrainingStep } from "../training.ts";
import { rateBeyond, type Tuned } from "./choose.ts";

/** Of tuning and of pilots: runs count their seeds from 1, these stay out of them. */
export const tuningSeeds: readonly number[] = [1001, 1002, 1003];

/** Arms that can be trained at a rate and a seed. */
export interface Tunable {
  readonly arms: readonly string[];
  /** Loss at the end, in nats; NaN where training diverged. */
  train(arm: string, learningRate: number, seed: number): Promise<number>;
}

/**
 * Arms of a language model, judged on the end of the training text: what the comparison holds out is not looked at.
 * `comparison.steps` is half of what the comparison will take.
 */
export function tunableArms(
  arms: readonly Arm[],
  comparison: Comparison,
  { threads = 1, called = (name: string) => name } = {},
): Tunable {
  const held = { ...comparison, text: heldOutOfTraining(comparison.text) };
  return {
    arms: arms.map(({ name }) => called(name)),
    async train(name, learningRate, seed) {
      const arm = arms.find((arm) => called(arm.name) === name)!;
      const [{ validation }] = await drain(
        compareNorms(createLab(seed, "cpu", threads), [{ ...arm, learningRate }], held),
      );
      return validation;
    },
  };
}

/** What any other family has that is needed to tune it. */
interface Run {
  train(): AsyncGenerator<TrainingStep, void, void>;
  release(): Promise<void>;
}

/** Arms of another family: `open` one, train it, and take its loss in nats. */
export const tunableRuns = <R extends Run>(
  arms: readonly string[],
  open: (arm: string, learningRate: number, seed: number) => Promise<R>,
  lossOf: (run: R) => Promise<number>,
): Tunable => ({
  arms,
  async train(arm, learningRate, seed) {
    const run = await open(arm, learningRate, seed);
    try {
      for await (const { diverged } of run.train()) if (diverged !== null) return NaN;
      return await lossOf(run);
    } finally {
      await run.release();
    }
  },
});

interface GridOptions {
  readonly seeds?: readonly number[];
  /** How many more rates an arm may try beyond the end at which its best one is. */
  readonly widenings?: number;
  /** Hears of each run as it ends. */
  readonly onRow?: (row: Tuned) => void;
}

/** Trains every arm at every rate on every seed, and beyond the grid while the arm's best rate is at an end of it. */
export async function tuneGrid(
  { arms, train }: Tunable,
  learningRates: readonly number[],
  { seeds = tuningSeeds, widenings = 0, onRow = () => {} }: GridOptions = {},
): Promise<Tuned[]> {
  const table: Tuned[] = [];
  const tune = async (arm: string, learningRate: number, beyond = false) => {
    for (const seed of seeds) {
      const nats = await train(arm, learningRate, seed);
      const row = { arm, learningRate, seed, nats: Number.isFinite(nats) ? nats : null, ...(beyond && { beyond }) };
      table.push(row);
      onRow(row);
    }
  };
  for (const arm of arms) {
    for (const learningRate of learningRates) await tune(arm, learningRate);
    for (let more = 0; more < widenings; more++) {
      const learningRate = rateBeyond(table, arm);
      if (learningRate === null) break;
      await tune(arm, learningRate, true);
    }
  }
  return table;
}
