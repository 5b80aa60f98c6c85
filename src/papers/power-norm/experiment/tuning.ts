/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { openTranslator } from "#lab/training/translation/index";
import { tunableArms, tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armsFor } from "./arms.ts";
import { full } from "./settings.ts";
import { encoders, translatorPlan, type EncoderName } from "./translation.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Translation is quicker to learn, and its best rates are higher. */
const translationRates = [...learningRates, 3.2e-2];

const { shape } = full;
const steps = full.steps / 2;
const translation = { ...full.translation, steps: full.translation.steps / 2 };
await writeTuning(import.meta.url, [
  ...(await tuned(
    tunableArms(armsFor(steps, shape.heads), { text: await mobyDickCharacters(), shape, steps }),
    learningRates,
  )),
  ...(await tuned(
    tunableRuns(
      Object.keys(encoders(translation.steps)),
      (encoder, learningRate, seed) =>
        openTranslator(
          translatorPlan(encoder as EncoderName, learningRate, translation, { seed, device: "cpu", threads: 1 }),
        ),
      async (run) => (await run.test()).nats,
    ),
    translationRates,
  )),
]);
