/** Makes tuning.json: both recurrent cells at every learning rate of the grid, on a seed that no result uses. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { openRecurrent } from "#lab/training/recurrent/index";
import experiment from "./index.ts";
import { names, planOf } from "./text.ts";

const learningRates = [1e-3, 3e-3, 1e-2, 3e-2];
const lab = { seed: 1000, device: "cpu", threads: 2 } as const;

const text = await mobyDickCharacters();
const rows: { preset: string; arm: string; learningRate: number; validation: number }[] = [];
for (const preset of ["quick", "full"] as const)
  for (const learningRate of learningRates)
    for (const arm of names) {
      const run = await openRecurrent(planOf(arm, text, experiment.presets[preset].text, learningRate, lab));
      for await (const { diverged } of run.train()) if (diverged) console.log(`${preset}, ${arm}: ${diverged}`);
      rows.push({ preset, arm, learningRate, validation: Number((await run.validationLoss()).toFixed(4)) });
      await run.release();
      console.log(rows.at(-1));
    }
await writeFile(
  new URL("tuning.json", import.meta.url),
  `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`,
);
