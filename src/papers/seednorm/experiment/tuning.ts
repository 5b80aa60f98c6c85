/** Makes tuning.json: every arm at every rate of one grid, half as long as its comparison. Run it with `npx tsx` on this file. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms, tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import type { Arm } from "#lab/training/language-model/index";
import { arms, ours, rms, tanh, visionArms } from "./arms.ts";
import { openDigits } from "./digits.ts";
import { full, scales } from "./settings.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3];

const text = await mobyDickCharacters();
const onText = (some: readonly Arm[], embeddingStd: number) =>
  tuned(tunableArms(some, { text, shape: full.shape, steps: full.steps / 2, embeddingStd }), learningRates);

const data = await mnist();
const shorter = { ...full, vision: { ...full.vision, steps: full.vision.steps / 2 } };
const onDigits = tunableRuns(
  visionArms.map(({ name }) => name),
  (name, learningRate, seed) =>
    openDigits(
      visionArms.find((arm) => arm.name === name)!,
      learningRate,
      data,
      shorter,
      { seed, device: "cpu", threads: 1 },
    ),
  async (run) => (await run.test()).nats,
);

await writeTuning(import.meta.url, {
  small: await onText(arms, scales.small),
  large: await onText([rms, tanh, ours], scales.large),
  vision: await tuned(onDigits, learningRates),
});
