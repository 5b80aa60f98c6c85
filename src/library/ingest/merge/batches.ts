/** Takes in batches: checked, merged a part at a time, and their job's cursor moved on with the last part. */
import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { IngestBatch, MergeReport, StoredCursor } from "../../catalogue.ts";
import { LibraryError } from "../../errors.ts";
import { ingestCursors, rejectedRecords } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import { giveWay } from "../../store/give-way.ts";
import { countOnce } from "../../store/revision.ts";
import type { Rejection } from "../draft/draft.ts";
import { mergeDrafts } from "./merge.ts";
import { LIMITS } from "../draft/record.ts";
import { jsonOf } from "../../store/json-rows.ts";

/** Rejected records that are kept: a file of a million bad lines must not fill the disk. */
const kept = 10_000;

/** An arbitrary constant: batches of several processes on one server are merged one after the other. */
const advisoryKey = 727378274;

const text = (longest: number) => z.string().max(longest).nullable();
const day = z.iso.date();
const count = z.int().min(0).nullable();

/** Papers that one transaction merges. The embedded database answers nobody else meanwhile: some 80 ms. */
const together = 100;

/** Wider than what adapters make (record.ts): it keeps nonsense out, the adapters say what is sensible. */
const batchSchema = z.strictObject({
  source: z.string().min(1).max(60),
  asOf: day,
  drafts: z
    .array(
      z.object({
        source: z.string().min(1).max(60),
        sourceId: text(LIMITS.sourceId),
        title: z.string().max(LIMITS.title),
        abstract: text(2 * LIMITS.abstract),
        authors: z.array(z.object({ name: z.string().max(LIMITS.name) })).max(LIMITS.authors),
        authorCount: count,
        organization: text(LIMITS.name),
        published: z.union([day, z.string().regex(/^\d{4}(?:-(?:0[1-9]|1[0-2]))?$/)]).nullable(),
        listed: day.nullable(),
        position: count.optional(),
        arxiv: text(60),
        arxivVersion: z.int().min(0).max(999).nullish(),
        announcesVersion: z.boolean().optional(),
        doi: text(512),
        versions: z.array(z.string().max(512)).max(LIMITS.versions).optional(),
        url: text(2_048),
        venue: text(LIMITS.name).optional(),
        code: text(2_048).optional(),
        categories: z.array(z.string()).max(LIMITS.categories),
        votes: count,
        comments: count,
      }),
    )
    .max(2_000),
  rejected: z
    .array(z.object({ at: z.string().max(1_000), reason: z.string().max(10_000), excerpt: z.string().max(10_000) }))
    .max(20_000),
  import: z.int().optional(),
  job: z.strictObject({ key: z.string().min(1).max(2_000), cursor: text(10_000) }).optional(),
});

type Batch = z.infer<typeof batchSchema>;

/** See `Catalogue.ingest`. */
export async function ingest(db: Db, batch: IngestBatch): Promise<MergeReport> {
  const { success, data, error } = batchSchema.safeParse(batch);
  if (!success)
    throw new LibraryError("INVALID_BATCH", "cannot take in this batch of papers", {
      details: error.issues.slice(0, 20).map(({ path, message }) => `${path.join(".") || "batch"}: ${message}`),
    });
  return countOnce(() => mergeParts(db, data));
}

async function mergeParts(db: Db, { drafts, rejected, ...rest }: Batch): Promise<MergeReport> {
  const reports: MergeReport[] = [];
  for (let from = 0; from === 0 || from < drafts.length; from += together) {
    const began = performance.now();
    const last = from + together >= drafts.length;
    const part = { ...rest, drafts: drafts.slice(from, from + together), rejected: last ? rejected : [] };
    reports.push(await mergePart(db, last ? part : { ...part, job: undefined }));
    if (!last) await giveWay(db, performance.now() - began);
  }
  return {
    created: reports.flatMap(({ created }) => created),
    updated: reports.flatMap(({ updated }) => updated),
    unchanged: reports.flatMap(({ unchanged }) => unchanged),
    rejected: [...rejected, ...reports.flatMap((one) => one.rejected)],
    warnings: reports.flatMap(({ warnings }) => warnings),
  };
}

/** Until the transaction ends nobody else takes in papers. */
export async function oneBatchAtATime(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryKey})`);
}

function mergePart(db: Db, { source, asOf, drafts, rejected, job }: Batch): Promise<MergeReport> {
  return db.transaction(async (tx) => {
    await oneBatchAtATime(tx);
    const report = await mergeDrafts(tx, drafts, asOf);
    await keepRejected(tx, source, [...rejected, ...report.rejected]);
    if (job) await moveCursor(tx, job);
    return report;
  });
}

async function keepRejected(tx: Db, source: string, rejected: readonly Rejection[]): Promise<void> {
  if (rejected.length === 0) return;
  const rows = rejected.slice(-kept).map(({ at, reason, excerpt }) => {
    const record = { source, at, reason, excerpt: excerpt.slice(0, LIMITS.excerpt) };
    return {
      hash: createHash("sha256")
        .update(JSON.stringify(Object.values(record)))
        .digest("hex"),
      ...record,
    };
  });
  await tx.execute(sql`
    insert into rejected_records (hash, source, at, reason, excerpt)
    select hash, source, at, reason, excerpt
    from json_to_recordset(${jsonOf(rows)}) as new (hash text, source text, at text, reason text, excerpt text)
    on conflict do nothing`);
  // Ids have gaps, so this keeps at most so many.
  await tx
    .delete(rejectedRecords)
    .where(
      sql`${rejectedRecords.id} <= (select max(${rejectedRecords.id}) - cast(${kept} as integer) from ${rejectedRecords})`,
    );
}

async function moveCursor(tx: Db, { key, cursor }: NonNullable<IngestBatch["job"]>): Promise<void> {
  if (cursor === null) await tx.delete(ingestCursors).where(eq(ingestCursors.job, key));
  else
    await tx
      .insert(ingestCursors)
      .values({ job: key, cursor })
      .onConflictDoUpdate({ target: ingestCursors.job, set: { cursor, storedAt: sql`now()` } });
}

/** See `Catalogue.ingestCursor`. */
export async function ingestCursor(db: Db, job: string): Promise<StoredCursor | null> {
  const [row] = await db.select().from(ingestCursors).where(eq(ingestCursors.job, job));
  return row ? { cursor: row.cursor, storedAt: row.storedAt.toISOString() } : null;
}
