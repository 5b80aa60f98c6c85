/** results.json of a paper: the runs that ship with it, one point or measurement per line, so that a diff can be read. */
import type { Registration, RunRecord } from "#lab/kit/index";
import { randomUUID } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../version.ts";
import type { Conditions, DoneSeed } from "./seeds/kept.ts";
import { seedsWithPoints } from "./seeds/full.ts";
import { thinPoints } from "./thin.ts";

/** Every page of a paper reads its results. */
export const mostPoints = 1_000;

/** What stands in results.json. */
export interface Results {
  readonly registration: Registration;
  readonly runs: readonly RunRecord[];
}

/** The run that ships, put together from its seeds: measurements of all, curves of the first three. */
export function assembleRun(
  slug: string,
  { registration, source: _, ...conditions }: Conditions,
  kept: readonly DoneSeed[],
): RunRecord {
  const seeds = kept.toSorted((a, b) => a.seed - b.seed);
  const drawn = seeds.slice(0, seedsWithPoints).flatMap(({ points }) => points);
  return {
    id: randomUUID(),
    paper: slug,
    preset: "full",
    registration: registration ?? undefined,
    seeds: seeds.map(({ seed }) => seed),
    ...conditions,
    origin: "committed",
    state: "finished",
    startedAt: seeds.map(({ startedAt }) => startedAt).sort()[0],
    finishedAt: seeds
      .map(({ finishedAt }) => finishedAt)
      .sort()
      .at(-1)!,
    error: null,
    points: thinPoints(drawn, mostPoints),
    measurements: seeds.flatMap(({ measurements }) => measurements),
    notes: seeds.flatMap(({ seed, notes }) => notes.map((note) => `seed ${seed}: ${note}`)),
  };
}

/** Same record, same bytes. */
export function formatResults({ registration, runs }: Results): string {
  return `{ "registration": ${JSON.stringify(registration)},\n"runs": [\n${runs.map(formatRun).join(",\n")}\n] }\n`;
}

function formatRun({ points, measurements, ...facts }: RunRecord): string {
  const fields = Object.entries(facts).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const rows = (name: string, values: readonly unknown[]) =>
    `  ${JSON.stringify(name)}: [${values.map((value) => `\n    ${JSON.stringify(value)}`).join(",")}${values.length > 0 ? "\n  " : ""}]`;
  return ` {\n${[...fields, rows("measurements", measurements), rows("points", points)].join(",\n")}\n }`;
}

/** Replaces the committed results of a paper. Returns the file's path. */
export async function writeResults(slug: string, results: Results): Promise<string> {
  const path = join(root, "src", "papers", slug, "results.json");
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, formatResults(results));
  await rename(draft, path);
  return path;
}
