/** Makes tuning.json: the rate of every arm of both nets of digits and of the language model, in half as many updates. Run it with `npx tsx` on this file. */
import { someDigits } from "#lab/datasets/digits/pooled";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms, tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { digitArms, languageArms, type Arm } from "./arms.ts";
import { distortedDigits, openDigits, tuningName, type NetName } from "./digits.ts";
import { full } from "./presets.ts";
import { comparisonOf, modelArm } from "./language-model.ts";

const half = (net: keyof typeof full.steps) => full.steps[net] / 2;

/** On the last sixth of the training digits, which are left out of training. */
async function digitRates(net: NetName) {
  const whole = await distortedDigits(full.digits, full.tested);
  const { train } = whole;
  const held = Math.round((train.count * 5) / 6);
  const data = { ...whole, train: someDigits(train, 0, held), test: someDigits(train, held, train.count) };
  const arms = new Map<string, Arm>(digitArms.map((arm) => [tuningName(net, arm), arm]));
  const work = tunableRuns(
    [...arms.keys()],
    (name, learningRate, seed) =>
      openDigits({
        ...{ net, arm: arms.get(name)!, data, learningRate, seed, hidden: full.hidden, steps: half(net), threads: 1 },
      }),
    async (run) => (await run.test()).nats,
  );
  return tuned(work, net === "perceptron" ? [0.1, 0.2, 0.4] : [4e-2, 8e-2, 0.16, 0.32]);
}

const text = await mobyDickCharacters();
const language = tunableArms(
  languageArms.map((arm) => modelArm(arm, full.depth)),
  comparisonOf(text, half("language"), full.depth),
  {
    called: (name) => `language: ${name}`,
  },
);
await writeTuning(import.meta.url, [
  ...(await digitRates("perceptron")),
  ...(await digitRates("convolutional")),
  ...(await tuned(language, [2e-3, 4e-3, 8e-3])),
]);
