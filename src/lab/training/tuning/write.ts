/** What makes a paper's tuning.json. Only the tuning.ts of a paper imports this: such scripts are run by hand, in Node. */
import { writeFile } from "node:fs/promises";
import { hasStableRate, rateBeyond, tunedLearningRate, type Tuned } from "./choose.ts";
import { tuneGrid, type Tunable } from "./grid.ts";

/** Runs a grid on the tuning seeds, up to three rates beyond an end at which an arm is best, and says on the terminal what came out and what each arm takes. */
export async function tuned(work: Tunable, learningRates: readonly number[]): Promise<Tuned[]> {
  const table = await tuneGrid(work, learningRates, {
    widenings: 3,
    onRow: ({ arm, learningRate, seed, nats }) =>
      console.log(`${arm} at ${learningRate}, seed ${seed}: ${nats?.toFixed(4) ?? "diverged"}`),
  });
  for (const arm of work.arms) console.log(outcome(table, arm));
  return table;
}

/** A table without a rate for an arm is kept all the same: what it took to make is not lost, and the experiment refuses it. */
function outcome(table: readonly Tuned[], arm: string): string {
  if (!hasStableRate(table, arm)) return `${arm} has no rate at which all seeds end: the grid should go lower`;
  const wider =
    rateBeyond(table, arm) === null ? "" : "; its best is still at an end of the grid, which should be wider";
  return `${arm} takes ${tunedLearningRate(table, arm)}${wider}`;
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
