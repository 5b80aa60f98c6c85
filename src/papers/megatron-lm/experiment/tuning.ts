/** Makes tuning.json: both placements at every depth at every rate of the grid, half as long as the comparison, judged on text held out of training. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { heldOutOfTraining } from "#lab/training/text";
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { encoderArms } from "./arms.ts";
import { openEncoder } from "./mlm.ts";
import { full } from "./settings.ts";

const { shape, depths, steps, validationBatches } = full.encoder;
const text = heldOutOfTraining(await mobyDickCharacters());
const arms = encoderArms(depths);
const work = tunableRuns(
  arms.map(({ name }) => name),
  (name, learningRate, seed) => {
    const { depth, placement } = arms.find((arm) => arm.name === name)!;
    return openEncoder({
      text,
      shape: { ...shape, depth },
      placement,
      learningRate,
      seed,
      steps: steps / 2,
      validationBatches,
      threads: 1,
    });
  },
  (run) => run.validationLoss(),
);
await writeTuning(import.meta.url, await tuned(work, [2e-3, 4e-3, 8e-3]));
