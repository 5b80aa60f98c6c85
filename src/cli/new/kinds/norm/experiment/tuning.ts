/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { arms } from "./arms.ts";
import { full } from "./settings.ts";

const comparison = { text: await mobyDickCharacters(), shape: full.shape, steps: full.steps / 2 };
await writeTuning(import.meta.url, await tuned(tunableArms(arms, comparison), [1e-3, 2e-3, 4e-3, 8e-3]));
