/** Makes tuning.json: the rates of the baselines, which every comparison of optimizers on this bench shares. Run it with `npx tsx` on this file. */
import { mobyDickTokens } from "../../datasets/moby-dick.ts";
import { writeTuning } from "../tuning/write.ts";
import { bench } from "./bench.ts";
import { baselines } from "./contestants.ts";
import { tuneContestants } from "./tune-contestants.ts";

const text = await mobyDickTokens({ size: bench.vocabulary });
await writeTuning(import.meta.url, await tuneContestants(Object.values(baselines), text));
