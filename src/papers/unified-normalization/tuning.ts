/** Makes tuning.json: every arm on digits and on text at every rate of the grid, half as long as the comparison. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mnist } from "../datasets/mnist.ts";
import { mobyDickCharacters } from "../datasets/moby-dick.ts";
import { shapes, tune, tuningSeed, type Tuned } from "../testbeds/language-model/index.ts";
import { digitTransformer, openClassifier } from "../testbeds/vision/index.ts";
import { textArms, visionArms } from "./arms.ts";
import { visionPlan } from "./vision.ts";

const rates = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Half of the full preset's. */
const steps = 100;
const lab = { seed: tuningSeed, device: "cpu", threads: 2 } as const;
const table: Tuned[] = [];

const { depth, width, heads } = digitTransformer;
const data = await mnist();
for (const arm of visionArms(steps))
  for (const rate of rates) {
    const run = await openClassifier(visionPlan(arm, rate, data, { depth, width, heads, batch: 64, steps }, lab));
    let nats: number | null = null;
    for await (const { step, diverged } of run.train())
      if (diverged === null && step === steps) nats = (await run.test()).nats;
    table.push({ arm: `digits: ${arm.name}`, rate, nats });
    await run.release();
  }

const arms = textArms(steps).map(({ name, norm }) => ({ name: `text: ${name}`, norm }));
const work = tune(arms, rates, { text: await mobyDickCharacters(), shape: shapes.wide, steps });
for (;;) {
  const { done, value } = await work.next();
  if (done) {
    table.push(...value);
    break;
  }
  if (value.type === "note") console.log(value.text);
}

const rows = table.map((row) => `  ${JSON.stringify(row)}`);
await writeFile(new URL("tuning.json", import.meta.url), `[\n${rows.join(",\n")}\n]\n`);
