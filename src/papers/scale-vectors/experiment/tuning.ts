/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { shapes, tune } from "#lab/training/language-model/index";
import { formArms, decayArms, forms } from "./arms.ts";
import type { Bench } from "./settings.ts";

/** Half of the full preset's. */
const steps = 70;
const learningRates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];

const bench: Bench = { text: await mobyDickCharacters(), shape: shapes.wide };
const all = [...formArms(bench, Object.keys(forms)), ...decayArms(bench)];
const work = tune(all, learningRates, { ...bench, steps }, { threads: 1 });
for (;;) {
  const { done, value } = await work.next();
  if (done) {
    const rows = value.map((row) => `  ${JSON.stringify(row)}`);
    await writeFile(new URL("tuning.json", import.meta.url), `[\n${rows.join(",\n")}\n]\n`);
    break;
  }
  if (value.type === "note") console.log(value.text);
}
