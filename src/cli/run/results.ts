/** results.json of a paper: the runs that ship with it, one point or measurement per line, so that a diff can be read. */
import type { RunRecord } from "#lab/kit/index";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../version.ts";

/** Same record, same bytes. */
export function formatResults(runs: readonly RunRecord[]): string {
  return `{ "runs": [\n${runs.map(formatRun).join(",\n")}\n] }\n`;
}

function formatRun({ points, measurements, ...facts }: RunRecord): string {
  const fields = Object.entries(facts).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const rows = (name: string, values: readonly unknown[]) =>
    `  ${JSON.stringify(name)}: [${values.map((value) => `\n    ${JSON.stringify(value)}`).join(",")}${values.length > 0 ? "\n  " : ""}]`;
  return ` {\n${[...fields, rows("measurements", measurements), rows("points", points)].join(",\n")}\n }`;
}

/** Replaces the committed results of a paper by one run. Returns the file's path. */
export async function writeResults(run: RunRecord): Promise<string> {
  const path = join(root, "src", "papers", run.paper, "results.json");
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, formatResults([run]));
  await rename(draft, path);
  return path;
}
