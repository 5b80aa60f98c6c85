/** Makes tuning.json: the contestants that are not the lab's own; those of the baselines are the lab's. Run it with `npx tsx` on this file. */
import { mobyDickTokens } from "#lab/datasets/moby-dick";
import { bench } from "#lab/training/optimizers/index";
import { tuneContestants } from "#lab/training/optimizers/tune-contestants";
import { writeTuning } from "#lab/training/tuning/write";
import { contestants, ownKeys } from "./arms.ts";

const text = await mobyDickTokens({ size: bench.vocabulary });
const own = ownKeys.map((key) => contestants[key]);
await writeTuning(import.meta.url, await tuneContestants(own, text));
