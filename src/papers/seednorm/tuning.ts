/** Makes tuning.json: every contestant at every rate of one grid, half as long as its comparison, on a seed that no result uses. Run it with `npx tsx` on this file. */
import { writeFile } from "node:fs/promises";
import { mnist } from "../datasets/mnist.ts";
import { mobyDickCharacters } from "../datasets/moby-dick.ts";
import { tune, tuningSeed, type Tuned } from "../testbeds/language-model/index.ts";
import { contestants, ours, rms, tanh, visionContestants } from "./arms.ts";
import experiment from "./experiment.ts";
import { scales } from "./language.ts";
import { openDigits } from "./vision.ts";

const rates = [1e-3, 2e-3, 4e-3];
const { full } = experiment.presets;
const comparison = { text: await mobyDickCharacters(), shape: full.shape, steps: full.steps / 2 };

async function tuned(arms: typeof contestants, embeddingStd: number): Promise<Tuned[]> {
  const work = tune(arms, rates, { ...comparison, embeddingStd });
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    if (value.type === "note") console.log(value.text);
  }
}

/** Digits are judged by the loss on the test digits, as the comparison is, but with another seed. */
async function tunedDigits(): Promise<Tuned[]> {
  const data = await mnist();
  const settings = { ...full, vision: { ...full.vision, steps: full.vision.steps / 2 } };
  const rows: Tuned[] = [];
  for (const arm of visionContestants)
    for (const rate of rates) {
      const run = await openDigits(arm, rate, data, settings, { seed: tuningSeed, device: "cpu", threads: 2 });
      for await (const { diverged } of run.train()) if (diverged) console.log(`${arm.name}: ${diverged}`);
      const { nats } = await run.test();
      await run.release();
      rows.push({ arm: arm.name, rate, nats: Number.isFinite(nats) ? nats : null });
    }
  return rows;
}

const table = {
  small: await tuned(contestants, scales.small),
  large: await tuned([rms, tanh, ours], scales.large),
  vision: await tunedDigits(),
};
const listed = Object.entries(table).map(
  ([part, rows]) => `  ${JSON.stringify(part)}: [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`,
);
await writeFile(new URL("tuning.json", import.meta.url), `{\n${listed.join(",\n")}\n}\n`);
