/** Makes the tuning.json of a paper on depth. Only a tuning.ts imports this. */
import { mobyDickCharacters } from "../../datasets/moby-dick.ts";
import { tunableArms } from "../tuning/index.ts";
import { tuned, writeTuning } from "../tuning/write.ts";
import { depthArm, type DepthArmName } from "./arms.ts";
import { splitText } from "./continued.ts";
import { depthPresets } from "./settings.ts";

/**
 * Every arm at every rate of the grid, a fifth of the steps, by the loss on the end of the training text.
 * @param script `import.meta.url` of the caller, beside which the table is written.
 */
export async function tuneDepth(script: string, names: readonly DepthArmName[]): Promise<void> {
  const { shape, early: steps, validationBatches } = depthPresets.full;
  const { vocabulary, train } = await mobyDickCharacters({ held: 0.1 });
  const arms = names.map((name) => depthArm(name, shape));
  const comparison = { text: { vocabulary, ...splitText(train) }, shape, steps, validationBatches };
  await writeTuning(script, await tuned(tunableArms(arms, comparison), [2e-3, 4e-3, 8e-3]));
}
