/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparisons. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { shapes, tune, type Tuned } from "#lab/training/language-model/index";
import { armsFor } from "./arms.ts";

/** Half of the full preset's. */
const steps = { wide: 75, deep: 40 } as const;
const learningRates = [2e-3, 4e-3, 8e-3];

const text = await mobyDickCharacters();
const table: Tuned[] = [];
for (const name of ["wide", "deep"] as const) {
  const bench = { text, shape: shapes[name] };
  const work = tune(armsFor(bench, steps[name]), learningRates, { ...bench, steps: steps[name] }, { threads: 1 });
  for (;;) {
    const { done, value } = await work.next();
    if (done) {
      table.push(...value.map((row) => ({ ...row, arm: `${name}: ${row.arm}` })));
      break;
    }
    if (value.type === "note") console.log(value.text);
  }
}
const rows = table.map((row) => `  ${JSON.stringify(row)}`);
await writeFile(new URL("tuning.json", import.meta.url), `[\n${rows.join(",\n")}\n]\n`);
