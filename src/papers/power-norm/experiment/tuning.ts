/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { shapes, tune, tuningSeed } from "#lab/training/language-model/index";
import { openTranslator } from "#lab/training/translation/index";
import { tuned, tuneEach, writeTuning } from "#lab/training/tuning-table";
import { armsFor } from "./arms.ts";
import { encoders, translatorPlan, type EncoderName } from "./translation.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Translation is quicker to learn, and its best rates are higher. */
const translationRates = [...learningRates, 3.2e-2];
/** Half of the full preset's. */
const [steps, translationSteps] = [100, 80];
const lab = { seed: tuningSeed, device: "cpu", threads: 2 } as const;

const shape = shapes.wide;
const settings = { depth: 2, width: 48, batch: 48, steps: translationSteps };
await writeTuning(import.meta.url, [
  ...(await tuned(
    tune(armsFor(steps, shape.heads), learningRates, { text: await mobyDickCharacters(), shape, steps }, lab),
  )),
  ...(await tuneEach(Object.keys(encoders(settings.steps)), translationRates, (encoder, learningRate) =>
    openTranslator(translatorPlan(encoder as EncoderName, learningRate, settings, lab)),
  )),
]);
