/** Makes a tuning.json of arms on depth. Only a tuning.ts imports this. */
import { mobyDickCharacters, type CharacterText } from "../../datasets/moby-dick.ts";
import { createLab, drain } from "../../kit/index.ts";
import { heldOutOfTraining } from "../text.ts";
import type { Tunable } from "../tuning/index.ts";
import { tuned, writeTuning } from "../tuning/write.ts";
import { depthArm, type DepthArmName } from "./arms.ts";
import { compareDepth } from "./compare.ts";
import { depthPresets, type DepthSettings } from "./settings.ts";

/** A training that fails counts as one that diverged, so that its rate is not taken. */
export const tunableDepth = (
  names: readonly DepthArmName[],
  text: CharacterText,
  { shape, steps, validationBatches }: Pick<DepthSettings, "shape" | "steps" | "validationBatches">,
): Tunable => ({
  arms: names,
  async train(name, learningRate, seed) {
    const arm = { ...depthArm(name as DepthArmName, shape), learningRate };
    const comparison = {
      text,
      shape,
      steps,
      validationBatches,
      early: steps,
      chart: "Validation",
      looked: {},
    } as const;
    const { failed, validation } = (await drain(compareDepth(createLab(seed, "cpu", 1), [arm], comparison)))[arm.name];
    return failed === null ? validation : NaN;
  },
});

/**
 * Every arm at every rate of the grid, as long as it will be trained when it is compared: a rate that is good for a fifth of the steps may be
 * one at which Post-LN fails later. By the loss on the end of the training text.
 * @param script `import.meta.url` of the caller, beside which the table is written.
 */
export async function tuneDepth(script: string, names: readonly DepthArmName[]): Promise<void> {
  const text = heldOutOfTraining(await mobyDickCharacters({ held: 0.1 }));
  const work = tunableDepth(names, text, depthPresets.full);
  await writeTuning(script, await tuned(work, [2e-3, 4e-3, 8e-3]));
}
