/** A full run in the terminal: what is kept of it, how far it is, and the file that a recording becomes. */
import { count } from "#library/words/count";
import { formatSeconds, secondsBetween } from "#library/words/time";
import { relative } from "node:path";
import type { Output } from "../../terminal/output.ts";
import type { Progress } from "../../terminal/progress.ts";
import { printable } from "../../terminal/width.ts";
import { writeResults } from "../results.ts";
import type { FullEvent } from "./full.ts";
import type { DoneSeed } from "./kept.ts";
import type { Session } from "./session.ts";

const secondsOf = ({ startedAt, finishedAt }: DoneSeed): number => secondsBetween(startedAt, finishedAt)!;

/** What kept seeds took, as if they had run side by side then as now. */
export const secondsSpent = (kept: readonly DoneSeed[], workers: number): number =>
  kept.reduce((sum, seed) => sum + secondsOf(seed), 0) / workers;

export function describeKept({ kept, remarks }: Session, seeds: number, err: Output): void {
  for (const remark of remarks) err.line(printable(remark));
  if (kept.length === seeds) err.line(`all ${count(seeds, "seed")} are kept from before; --anew computes them again`);
  else if (kept.length > 0) err.line(`going on: ${kept.length} of ${count(seeds, "seed")} are kept from before`);
}

/** A line for each seed that is done; single measurements would be hundreds. */
export function showSeed(event: FullEvent, progress: Progress): void {
  if (event.type === "progress") progress.update(event.fraction, event.text);
  if (event.type === "note") progress.say(`note: seed ${event.seed}: ${printable(event.text)}`);
  if (event.type === "seed") progress.say(`seed ${event.seed.seed} is done, ${formatSeconds(secondsOf(event.seed))}`);
}

/** Writes results.json from the kept seeds, which are then let go. */
export async function writeRecording(slug: string, session: Session, err: Output): Promise<void> {
  const path = await writeResults(slug, session.results());
  await session.forget();
  err.line(`\nwritten to ${relative("", path)}; commit it to make these the paper's results`);
}
