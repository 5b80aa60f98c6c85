/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { decayArms, formArms, forms } from "./arms.ts";
import { full, type Bench } from "./settings.ts";

/** In steps of the root of 2: between 2e-3 and 4e-3 lies the edge of stability. */
const learningRates = [1e-3, 1.4e-3, 2e-3, 2.8e-3, 4e-3, 5.6e-3];

const steps = full.steps / 2;
const bench: Bench = { text: await mobyDickCharacters(), shape: full.shape };
const arms = [...formArms(bench, Object.keys(forms)), ...decayArms(bench)];
await writeTuning(import.meta.url, await tuned(tunableArms(arms, { ...bench, steps }), learningRates));
