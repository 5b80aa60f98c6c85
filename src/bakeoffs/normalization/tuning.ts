/** Makes tuning.json: every arm at every rate of the grid, at both scales, about 60 % as long as the comparison. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tune, type Tuned } from "#lab/training/language-model/index";
import { allArms } from "./arms.ts";
import type { Scale } from "./rows.ts";
import { scales, wide } from "./settings.ts";

const learningRates = [1e-3, 2e-3, 4e-3, 8e-3];
const steps: Readonly<Record<Scale, number>> = { small: 60, large: 40 };

const text = await mobyDickCharacters();
const tables: string[] = [];
for (const scale of ["small", "large"] as const) {
  const arms = allArms(steps[scale], wide);
  const comparison = { text, shape: wide, embeddingStd: scales[scale], steps: steps[scale] };
  const work = tune(arms, learningRates, comparison, { threads: 1 });
  let table: Tuned[];
  for (;;) {
    const { done, value } = await work.next();
    if (done) {
      table = value;
      break;
    }
    if (value.type === "note") console.log(value.text);
  }
  tables.push(`  "${scale}": [\n${table.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`);
}
await writeFile(new URL("tuning.json", import.meta.url), `{\n${tables.join(",\n")}\n}\n`);
