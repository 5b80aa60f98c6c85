/** Makes tuning.json: every arm and every multiple at every rate of the grid, at 32 blocks, on seeds that no result uses. Run it with `npx tsx` on this file. */
import { mnist } from "#lab/datasets/mnist";
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armNames, arms, modelOf, multipleArm, multipleName, multiples } from "./arms.ts";
import { openTower } from "./training.ts";

const learningRates = [5e-4, 1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Half of the full preset's steps. */
const [depth, steps] = [32, 100];
const data = await mnist();
const all = new Map([
  ...armNames.map((name) => [name, arms[name]] as const),
  // 1/sqrt n itself is an arm already.
  ...multiples.filter((c) => c !== 1).map((c) => [multipleName(c), multipleArm(c)] as const),
]);
const work = tunableRuns(
  [...all.keys()],
  (arm, learningRate, seed) =>
    openTower({ model: modelOf(all.get(arm)!, depth), data, steps, seed, learningRate, threads: 1 }),
  async (run) => (await run.test()).nats,
);
await writeTuning(import.meta.url, await tuned(work, learningRates));
