/** Makes tuning.json: every arm at every rate of the grid, in a fifth of the steps, by its loss on digits that no result uses. Run it with `npx tsx` on this file. */
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armNames, netOf, type ArmName } from "./arms.ts";
import { digits } from "./data.ts";
import { full } from "./presets.ts";
import { openPartlyTrained } from "./training.ts";

const data = await digits("tuning", full.digits);
const { depths, steps } = full;
const work = tunableRuns(
  armNames,
  (arm, learningRate, seed) =>
    openPartlyTrained({
      ...{ net: netOf(arm as ArmName, depths), data, steps: steps / 5, seed, learningRate, threads: 1 },
    }),
  async (run) => (await run.test()).nats,
);
await writeTuning(import.meta.url, await tuned(work, [0.1, 0.2, 0.4]));
