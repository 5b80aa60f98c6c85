/** The results that ship with a paper, as runs of origin "committed". */
import { and, eq, inArray, or } from "drizzle-orm";
import type { RunRecord } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { parseAs } from "../runs/check.ts";
import { runRecordSchema } from "../runs/schema.ts";
import { hashOf, insertRecord } from "../runs/write.ts";
import { runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/**
 * Makes the committed runs of a paper those given. Runs that are no longer among them keep their address and lose their vote.
 * @throws LibraryError INVALID_SHELF when a record is malformed.
 */
export async function seedCommittedRuns(
  tx: Db,
  paperId: number,
  slug: string,
  wanted: readonly unknown[],
): Promise<void> {
  const records = wanted.map((run, index) => parseCommitted(slug, index, run));
  const current = new Map(records.map((record) => [record.id, hashOf(record)]));
  const old = await tx
    .select({ id: runs.id, hash: runs.contentHash, superseded: runs.superseded })
    .from(runs)
    // A run that was stored here before it was committed has the same id; the committed record takes its place.
    .where(and(eq(runs.paperId, paperId), or(eq(runs.origin, "committed"), inArray(runs.id, [...current.keys()]))));
  const changed = old.filter(({ id, hash }) => current.has(id) && current.get(id) !== hash).map(({ id }) => id);
  const gone = old.filter(({ id, superseded }) => !current.has(id) && !superseded).map(({ id }) => id);
  const back = old.filter(({ id, superseded }) => current.has(id) && superseded).map(({ id }) => id);
  if (changed.length > 0) await tx.delete(runs).where(inArray(runs.id, changed));
  if (gone.length > 0) await tx.update(runs).set({ superseded: true }).where(inArray(runs.id, gone));
  if (back.length > 0) await tx.update(runs).set({ superseded: false }).where(inArray(runs.id, back));
  const present = new Set(old.map(({ id }) => id).filter((id) => !changed.includes(id)));
  for (const record of records)
    if (!present.has(record.id) && !(await insertRecord(tx, paperId, record)))
      throw invalid(slug, `run ${record.id} belongs to another paper`);
}

function parseCommitted(slug: string, index: number, value: unknown): RunRecord {
  try {
    const record = parseAs(runRecordSchema, value);
    if (record.paper !== slug) throw new Error(`it is a run of ${record.paper}`);
    if (record.origin !== "committed" || record.state !== "finished")
      throw new Error(`origin and state are ${record.origin}, ${record.state}; they must be committed, finished`);
    return record;
  } catch (error) {
    throw invalid(slug, `run ${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const invalid = (slug: string, what: string) =>
  new LibraryError(
    "INVALID_SHELF",
    `the results committed with ${slug} (src/papers/${slug}/results.json) are malformed: ${what}`,
  );
