/** Makes tuning.json: every arm at every rate of one grid, half as long as its comparison, on a seed that no result uses. Run it with `npx tsx` on this file. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tune, tuningSeed } from "#lab/training/language-model/index";
import { tuned, tuneEach, writeTuning } from "#lab/training/tuning-table";
import { arms, ours, rms, tanh, visionArms } from "./arms.ts";
import experiment from "./index.ts";
import { scales } from "./language.ts";
import { openDigits } from "./vision.ts";

const learningRates = [1e-3, 2e-3, 4e-3];
const lab = { seed: tuningSeed, device: "cpu", threads: 2 } as const;
const { full } = experiment.presets;
const comparison = { text: await mobyDickCharacters(), shape: full.shape, steps: full.steps / 2 };
const onText = (some: typeof arms, embeddingStd: number) =>
  tuned(tune(some, learningRates, { ...comparison, embeddingStd }, lab));

/** Digits are judged by the loss on the test digits, as the comparison is, but with another seed. */
const data = await mnist();
const shorter = { ...full, vision: { ...full.vision, steps: full.vision.steps / 2 } };

await writeTuning(import.meta.url, {
  small: await onText(arms, scales.small),
  large: await onText([rms, tanh, ours], scales.large),
  vision: await tuneEach(
    visionArms.map(({ name }) => name),
    learningRates,
    (name, learningRate) =>
      openDigits(
        visionArms.find((arm) => arm.name === name)!,
        learningRate,
        data,
        shorter,
        lab,
      ),
  ),
});
