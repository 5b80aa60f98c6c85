/** Makes tuning.json: every arm on digits and on text at every rate of the grid. Run it with `npx tsx` on this file. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { shapes, tune, tuningSeed } from "#lab/training/language-model/index";
import { tuned, tuneEach, writeTuning } from "#lab/training/tuning-table";
import { digitTransformer, openClassifier } from "#lab/training/vision/index";
import { textArms, visionArms } from "./arms.ts";
import { visionPlan } from "./vision.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Two thirds of the full preset's. */
const steps = 100;
const lab = { seed: tuningSeed, device: "cpu", threads: 2 } as const;

const { depth, width, heads } = digitTransformer;
const data = await mnist();
const called = (place: "digits" | "text", name: string) => `${place}: ${name}`;
const digits = new Map(visionArms(steps).map((arm) => [called("digits", arm.name), arm]));
const onText = textArms(steps).map(({ name, norm }) => ({ name: called("text", name), norm }));

await writeTuning(import.meta.url, [
  ...(await tuneEach([...digits.keys()], learningRates, (name, learningRate) =>
    openClassifier(visionPlan(digits.get(name)!, learningRate, data, { depth, width, heads, batch: 64, steps }, lab)),
  )),
  ...(await tuned(tune(onText, learningRates, { text: await mobyDickCharacters(), shape: shapes.wide, steps }, lab))),
]);
