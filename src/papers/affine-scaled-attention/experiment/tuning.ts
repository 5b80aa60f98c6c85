/** Makes tuning.json: every arm of the character model at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { started } from "#lab/datasets/started";
import { tunableArms } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { textArms } from "./arms.ts";
import { full } from "./settings.ts";

const { shape, steps } = full.text;
const comparison = { text: started(await mobyDickCharacters()), shape, steps: steps / 2 };
const arms = tunableArms(textArms(comparison.steps), comparison);
await writeTuning(import.meta.url, await tuned(arms, [2e-3, 4e-3, 8e-3]));
