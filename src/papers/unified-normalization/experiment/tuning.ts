/** Makes tuning.json: every arm on digits and on text at every rate of the grid, half as long as the comparisons. Run it with `npx tsx` on this file. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms, tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { openClassifier } from "#lab/training/vision/index";
import { textArms, visionArms } from "./arms.ts";
import { full } from "./settings.ts";
import { visionPlan } from "./vision.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];

const data = await mnist();
const vision = { ...full.vision, steps: full.vision.steps / 2 };
const digits = new Map(visionArms(vision.steps).map((arm) => [`digits: ${arm.name}`, arm]));
const text = { ...full.text, steps: full.text.steps / 2, text: await mobyDickCharacters() };
await writeTuning(import.meta.url, [
  ...(await tuned(
    tunableRuns(
      [...digits.keys()],
      (name, learningRate, seed) =>
        openClassifier(visionPlan(digits.get(name)!, learningRate, data, vision, { seed, device: "cpu", threads: 1 })),
      async (run) => (await run.test()).nats,
    ),
    learningRates,
  )),
  ...(await tuned(tunableArms(textArms(text.steps), text, { called: (name) => `text: ${name}` }), learningRates)),
]);
