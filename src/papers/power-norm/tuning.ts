/** Makes tuning.json: every arm at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mobyDickCharacters } from "../datasets/moby-dick.ts";
import { shapes, tune, tuningSeed, type Tuned } from "../testbeds/language-model/index.ts";
import { openTranslator } from "../testbeds/translation/index.ts";
import { arms } from "./arms.ts";
import { encoders, translatorPlan, type EncoderName } from "./translation.ts";

const rates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Translation is quicker to learn, and its best rates are higher. */
const translationRates = [...rates, 3.2e-2];
/** Half of the full preset's. */
const [steps, translationSteps] = [100, 80];
const lab = { seed: tuningSeed, device: "cpu", threads: 2 } as const;

const table: Tuned[] = [];
const shape = shapes.wide;
const work = tune(arms(steps, shape.heads), rates, { text: await mobyDickCharacters(), shape, steps });
for (;;) {
  const { done, value } = await work.next();
  if (done) {
    table.push(...value);
    break;
  }
  if (value.type === "note") console.log(value.text);
}

const settings = { depth: 2, width: 48, batch: 48, steps: translationSteps };
for (const encoder of Object.keys(encoders(settings.steps)) as EncoderName[])
  for (const rate of translationRates) {
    const run = await openTranslator(translatorPlan(encoder, rate, settings, lab));
    let nats: number | null = null;
    for await (const { step, diverged } of run.train())
      if (diverged === null && step === settings.steps) nats = (await run.test()).nats;
    table.push({ arm: encoder, rate, nats });
    await run.release();
  }

const rows = table.map((row) => `  ${JSON.stringify(row)}`);
await writeFile(new URL("tuning.json", import.meta.url), `[\n${rows.join(",\n")}\n]\n`);
