/** Makes tuning.json: every arm at every rate of a grid on each task, half as long as the comparison, judged on text that the comparison does not look at. Run it with `npx tsx` on this file. */
import { bigramBackcopy } from "#lab/datasets/bigram-backcopy";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { tunableHeads } from "#papers/nalaformer/experiment/retrieval-model";
import { allArms, armsOf, modelArm, type Positions } from "./arms.ts";
import { backcopyShape, positions, settings, textShape } from "./settings.ts";

const { text, backcopy, retrieval } = settings.full;
const arms = (how: Positions) => allArms.map((arm) => modelArm(arm, how));

const onText = {
  ...{ text: await mobyDickCharacters(), shape: textShape },
  ...{ steps: text.steps / 2, validationBatches: text.validationBatches },
};
const onBackcopy = {
  ...{ text: await bigramBackcopy(), shape: backcopyShape },
  ...{ steps: backcopy.steps / 2, validationBatches: backcopy.validationBatches },
};
const heads = Object.fromEntries(armsOf("retrieval").map(({ name, head }) => [name, head!]));

await writeTuning(import.meta.url, {
  text: await tuned(tunableArms(arms(positions.text), onText), [4e-3, 8e-3, 1.6e-2]),
  backcopy: await tuned(tunableArms(arms(positions.backcopy), onBackcopy), [3e-3, 6e-3, 1.2e-2]),
  retrieval: await tuned(tunableHeads(heads, retrieval.steps / 2), [0.01, 0.02, 0.04]),
});
