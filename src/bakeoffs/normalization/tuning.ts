/** Makes tuning.json: every arm at every rate of the grid, at both scales, half as long as the comparison. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { allArms } from "./arms.ts";
import type { Scale } from "./rows.ts";
import { scales, settings, wide } from "./settings.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];

const text = await mobyDickCharacters();
const at = (scale: Scale) => {
  const { wide: run, large } = settings.full;
  const steps = (scale === "small" ? run.steps : large.steps) / 2;
  const comparison = { text, shape: wide, embeddingStd: scales[scale], steps };
  return tuned(tunableArms(allArms(steps, wide), comparison), learningRates);
};
await writeTuning(import.meta.url, { small: await at("small"), large: await at("large") });
