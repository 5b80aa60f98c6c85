/** Makes tuning.json: every arm at every rate of the grid, a fifth of the steps, by the loss on the end of the training text. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { depthArm, splitText } from "#lab/training/depth/index";
import { tunableArms } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armNames } from "./arms.ts";
import { full } from "./settings.ts";

const { shape, early: steps, validationBatches } = full;
const { vocabulary, train } = await mobyDickCharacters({ held: 0.1 });
const arms = armNames.map((name) => depthArm(name, shape));
const comparison = { text: { vocabulary, ...splitText(train) }, shape, steps, validationBatches };
await writeTuning(import.meta.url, await tuned(tunableArms(arms, comparison), [2e-3, 4e-3, 8e-3]));
