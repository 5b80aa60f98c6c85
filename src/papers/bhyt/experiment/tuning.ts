/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparisons. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms, type Tuned } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armsFor } from "./arms.ts";
import { full } from "./settings.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];

const text = await mobyDickCharacters();
const table: Tuned[] = [];
for (const name of ["wide", "deep"] as const) {
  const { shape } = full[name];
  const steps = full[name].steps / 2;
  const arms = armsFor({ text, shape }, steps);
  const called = (arm: string) => `${name}: ${arm}`;
  table.push(...(await tuned(tunableArms(arms, { text, shape, steps }, { called }), learningRates)));
}
await writeTuning(import.meta.url, table);
