/** What makes a paper's tuning.json. Only the tuning.ts of a paper imports this: such scripts are run by hand, in Node. */
import { writeFile } from "node:fs/promises";
import type { LabEvent } from "../kit/index.ts";
import type { Tuned } from "./language-model/index.ts";
import type { TrainingStep } from "./training.ts";

/** Runs `tune` to its end, and says on the terminal what it has to note. */
export async function tuned(work: AsyncGenerator<LabEvent, Tuned[], void>): Promise<Tuned[]> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    if (value.type === "note") console.log(value.text);
  }
}

/** What a model of another family can do that is needed to tune it. */
interface Tunable {
  train(): AsyncGenerator<TrainingStep, void, void>;
  test(): Promise<{ readonly nats: number }>;
  release(): Promise<void>;
}

/** Trains every arm at every rate and takes its test loss; null where training diverged. */
export async function tuneEach(
  arms: readonly string[],
  learningRates: readonly number[],
  open: (arm: string, learningRate: number) => Promise<Tunable>,
): Promise<Tuned[]> {
  const table: Tuned[] = [];
  for (const arm of arms)
    for (const learningRate of learningRates) {
      const run = await open(arm, learningRate);
      let failure: string | null = null;
      for await (const { diverged } of run.train()) failure = diverged;
      const { nats } = await run.test();
      await run.release();
      if (failure !== null) console.log(`${arm} at ${learningRate}: ${failure}`);
      table.push({ arm, learningRate, nats: failure === null && Number.isFinite(nats) ? nats : null });
    }
  return table;
}

/** As the formatter would have it, or every new table would have to be formatted. */
const line = (row: Tuned): string =>
  `{ ${Object.entries(row)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(", ")} }`;

const lines = (rows: readonly Tuned[], indent: string): string =>
  `[\n${rows.map((row) => `${indent}  ${line(row)}`).join(",\n")}\n${indent}]`;

/** Writes tuning.json beside the script (its `import.meta.url`): one table, or several by name. */
export async function writeTuning(script: string, tables: Tuned[] | Readonly<Record<string, Tuned[]>>): Promise<void> {
  const text = Array.isArray(tables)
    ? lines(tables, "")
    : `{\n${Object.entries(tables)
        .map(([name, rows]) => `  ${JSON.stringify(name)}: ${lines(rows, "  ")}`)
        .join(",\n")}\n}`;
  await writeFile(new URL("tuning.json", script), `${text}\n`);
}
