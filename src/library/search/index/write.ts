/** Makes papers searchable, in the transaction that stores them. */
import { asc, eq, max, sql } from "drizzle-orm";
import { searchSegments, searchWords, settings } from "../../schema/index.ts";
import { bytesOf } from "../../schema/search.ts";
import type { Db } from "../../store/database.ts";
import { ANALYSIS } from "../analysis/terms.ts";
import { wordsIn } from "../analysis/words.ts";
import { analyzeDocument, type SearchDocument } from "./document.ts";
import { documentsAfter } from "./documents.ts";
import { Segment } from "./segment.ts";
import { encodeSegment, mergeSegments } from "./write-segment.ts";

/** So many segments of one level, of at most so many papers together, become one of the next. */
const merging = { segments: 16, papers: 32_000 };

/** Adds papers to the index, or what they say now in place of what they said. Batches must come one after the other. */
export async function indexDocuments(tx: Db, documents: readonly SearchDocument[]): Promise<void> {
  if (documents.length === 0) return;
  const [{ last }] = await tx.select({ last: max(searchSegments.batch) }).from(searchSegments);
  await tx.insert(searchSegments).values({
    batch: (last ?? 0) + 1,
    papers: documents.length,
    postings: encodeSegment(documents.map(analyzeDocument)),
  });
  await keepWords(tx, documents);
  await merge(tx);
}

/** Words that may have been meant: of titles, where spelling was looked at. */
async function keepWords(tx: Db, documents: readonly SearchDocument[]): Promise<void> {
  const words = new Set(documents.flatMap(({ title }) => wordsIn(title).filter((word) => /^\p{L}{4,30}$/u.test(word))));
  if (words.size === 0) return;
  await tx.execute(sql`
    insert into ${searchWords} (word)
    select json_array_elements_text(cast(cast(${JSON.stringify([...words])} as text) as json))
    on conflict do nothing`);
}

/** Keeps the number of segments small: a paper is written again once per level. */
async function merge(tx: Db): Promise<void> {
  for (;;) {
    const all = await tx
      .select({ batch: searchSegments.batch, level: searchSegments.level, papers: searchSegments.papers })
      .from(searchSegments)
      .orderBy(asc(searchSegments.batch));
    const level = all.at(-1)!.level;
    const run = all.slice(all.findLastIndex((segment) => segment.level !== level) + 1);
    const together = run.reduce((sum, segment) => sum + segment.papers, 0);
    if (run.length < merging.segments || together > merging.papers) return;
    const newest = sql`${searchSegments.batch} >= cast(${run[0].batch} as integer)`;
    const parts = await tx
      .select({ postings: bytesOf(searchSegments.postings) })
      .from(searchSegments)
      .where(newest)
      .orderBy(asc(searchSegments.batch));
    const merged = mergeSegments(parts.map(({ postings }) => new Segment(postings)));
    await tx.delete(searchSegments).where(newest);
    await tx.insert(searchSegments).values({
      batch: run.at(-1)!.batch,
      level: level + 1,
      papers: together,
      postings: merged,
    });
  }
}

const stampKey = "search-analysis";

/** Indexes a store from the beginning if it was never indexed, or in another way: after an upgrade, once. */
export async function indexStore(db: Db): Promise<void> {
  const [stamp] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, stampKey));
  if (stamp?.value === ANALYSIS) return;
  await db.transaction(async (tx) => {
    await tx.delete(searchSegments);
    await tx.delete(searchWords);
    for (let after = 0; ;) {
      const documents = await documentsAfter(tx, after, 1_000);
      await indexDocuments(tx, documents);
      if (documents.length < 1_000) break;
      after = documents.at(-1)!.id;
    }
    await tx
      .insert(settings)
      .values({ key: stampKey, value: ANALYSIS })
      .onConflictDoUpdate({ target: settings.key, set: { value: ANALYSIS } });
  });
}
