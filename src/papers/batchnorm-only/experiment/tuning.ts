/** Makes tuning.json: every kind of arm as a shallow narrow net, at every rate of the grid, in half of the steps, by its loss on digits that no result uses. Run it with `npx tsx` on this file. */
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { kinds } from "./arms.ts";
import { digits } from "./data.ts";
import { full } from "./presets.ts";
import { openPartlyTrained } from "./training.ts";

const data = await digits("tuning", full.digits);
const work = tunableRuns(
  [...kinds.keys()],
  (kind, learningRate, seed) =>
    openPartlyTrained({ net: kinds.get(kind)!, data, steps: full.steps / 2, seed, learningRate, threads: 1 }),
  async (run) => (await run.test()).nats,
);
await writeTuning(import.meta.url, await tuned(work, [0.1, 0.2, 0.4]));
