/** Makes tuning.json: every arm at every rate of the grid, in half of the steps, by its loss on digits that no result uses. Run it with `npx tsx` on this file. */
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armNames, netOf, type ArmName } from "./arms.ts";
import { digits } from "./data.ts";
import { full } from "./presets.ts";
import { openPartlyTrained } from "./training.ts";

const { steps, depths } = full;
const work = tunableRuns(
  armNames,
  async (arm, learningRate, seed) => {
    const data = await digits("tuning", full.digits, seed);
    const net = netOf(arm as ArmName, depths);
    return openPartlyTrained({ net, data, steps: steps / 2, seed, learningRate, threads: 1 });
  },
  async (run) => (await run.test()).nats,
);
await writeTuning(import.meta.url, await tuned(work, [0.1, 0.2, 0.4]));
