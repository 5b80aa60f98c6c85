/** Records that could not become papers, for people to look at. */
import { and, desc, eq, lt } from "drizzle-orm";
import { rejectedRecords } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { KeptRejection, RejectionFilter } from "./sources.ts";

/** See `Sources.rejections`. */
export async function readRejections(
  db: Db,
  { source, before, limit = 50 }: RejectionFilter = {},
): Promise<KeptRejection[]> {
  const rows = await db
    .select()
    .from(rejectedRecords)
    .where(
      and(
        source === undefined ? undefined : eq(rejectedRecords.source, source),
        before === undefined ? undefined : lt(rejectedRecords.id, before),
      ),
    )
    .orderBy(desc(rejectedRecords.id))
    .limit(Math.min(limit, 200));
  return rows.map(({ id, source: from, at, reason, excerpt, seenAt }) => ({
    id,
    source: from,
    at,
    reason,
    excerpt,
    seenAt: seenAt.toISOString(),
  }));
}
