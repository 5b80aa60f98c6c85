/** results.json of a paper: the run that ships with it, put together from its seeds and written. */
import type { RunRecord } from "#lab/kit/index";
import { randomUUID } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAs } from "#library/runs/check";
import { formatResults, type Results } from "#library/runs/results";
import { runRecordSchema } from "#library/runs/schema";
import { Failure } from "../failure.ts";
import { root } from "../version.ts";
import type { Conditions, DoneSeed } from "./seeds/kept.ts";
import { seedsWithPoints } from "./seeds/full.ts";
import { thinPoints } from "./thin.ts";

/** Every page of a paper reads its results. */
export const mostPoints = 1_000;

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

/**
 * Replaces the committed results of a paper. Returns the file's path.
 * @throws Failure where no library would take them in; then nothing is written.
 */
export async function writeResults(slug: string, results: Results): Promise<string> {
  for (const run of results.runs)
    try {
      parseAs(runRecordSchema, run);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Failure(`these results of ${slug} cannot be kept by a library: ${what}`, { cause: error });
    }
  const path = join(root, "src", "papers", slug, "results.json");
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, formatResults(results));
  await rename(draft, path);
  return path;
}
