/** results.json of a bake-off: the run that ships with it, one unit per line, so that a diff can be read. */
import type { BakeoffRun } from "#bakeoffs/bakeoff";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../version.ts";

/** Same run, same bytes. */
export function formatBakeoffResults({ units, ...facts }: BakeoffRun): string {
  const fields = Object.entries(facts).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const rows = units.map((unit) => `\n    ${JSON.stringify(unit)}`).join(",");
  return `{ "runs": [\n {\n${[...fields, `  "units": [${rows}\n  ]`].join(",\n")}\n }\n] }\n`;
}

/** Replaces the committed results of a bake-off by one run. Returns the file's path. */
export async function writeBakeoffResults(run: BakeoffRun): Promise<string> {
  const path = join(root, "src", "bakeoffs", run.bakeoff, "results.json");
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, formatBakeoffResults(run));
  await rename(draft, path);
  return path;
}
