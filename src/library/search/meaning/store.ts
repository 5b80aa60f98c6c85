/** Encoders in the database: written beside the one in use, and put in its place at once. */
import { and, asc, count, desc, eq, gt, isNotNull, lte, ne } from "drizzle-orm";
import { paperAuthors, papers, searchEncoderParts, searchEncoders } from "../../schema/index.ts";
import { bytesOf } from "../../schema/search.ts";
import type { Db } from "../../store/database.ts";
import { giveWay } from "../../store/give-way.ts";
import type { LearntBytes } from "./beside.ts";
import type { LearningPaper } from "./corpus.ts";
import { Encoder, ENCODER } from "./encoder.ts";

export type StoredEncoder = typeof searchEncoders.$inferSelect;

/** Bytes of a part: what the embedded database takes in some milliseconds. */
const partSize = 500_000;

/** The latest, of today's version; null where none was trained yet. */
export async function latestEncoder(db: Db): Promise<StoredEncoder | null> {
  const [row] = await db
    .select()
    .from(searchEncoders)
    .where(eq(searchEncoders.version, ENCODER))
    .orderBy(desc(searchEncoders.trainedAt))
    .limit(1);
  return row ?? null;
}

/** null where another has taken its place. */
export async function readEncoder(db: Db, id: string): Promise<Encoder | null> {
  const parts = await db
    .select({ bytes: bytesOf(searchEncoderParts.bytes) })
    .from(searchEncoderParts)
    .where(eq(searchEncoderParts.encoder, id))
    .orderBy(asc(searchEncoderParts.part));
  return parts.length === 0 ? null : Encoder.fromBytes(Buffer.concat(parts.map(({ bytes }) => bytes)));
}

/** Puts an encoder in the place of all others. @param used whether search is to use it. */
export async function storeEncoder(
  db: Db,
  { encoder, judgement }: LearntBytes,
  { abstracts, used = judgement.better }: { readonly abstracts: number; readonly used?: boolean },
): Promise<void> {
  const id = crypto.randomUUID();
  for (let part = 0; used && part * partSize < encoder.length; part++) {
    const began = performance.now();
    const bytes = encoder.subarray(part * partSize, (part + 1) * partSize);
    await db.insert(searchEncoderParts).values({ encoder: id, part, bytes });
    await giveWay(db, performance.now() - began);
  }
  await db.transaction(async (tx) => {
    await tx.insert(searchEncoders).values({ id, version: ENCODER, abstracts, used, judgement });
    await tx.delete(searchEncoders).where(ne(searchEncoders.id, id));
    // Also what a process left that did not come to its end.
    await tx.delete(searchEncoderParts).where(ne(searchEncoderParts.encoder, id));
  });
}

export async function countAbstracts(db: Db): Promise<number> {
  const [{ abstracts }] = await db.select({ abstracts: count() }).from(papers).where(isNotNull(papers.abstract));
  return abstracts;
}

/** Papers at a time. */
const batch = 200;

/** The newest papers that have an abstract, in the order of their ids, so many of them. */
export async function* learningPapers(db: Db, most: number): AsyncGenerator<LearningPaper[]> {
  const [first] = await db
    .select({ id: papers.id })
    .from(papers)
    .where(isNotNull(papers.abstract))
    .orderBy(desc(papers.id))
    .offset(most - 1)
    .limit(1);
  for (let after = (first?.id ?? 1) - 1; ;) {
    const began = performance.now();
    const rows = await db
      .select({ id: papers.id, title: papers.title, abstract: papers.abstract })
      .from(papers)
      .where(and(isNotNull(papers.abstract), gt(papers.id, after)))
      .orderBy(asc(papers.id))
      .limit(batch);
    if (rows.length === 0) return;
    const last = rows.at(-1)!.id;
    const written = await db
      .select({ paper: paperAuthors.paperId, author: paperAuthors.authorId })
      .from(paperAuthors)
      .where(and(gt(paperAuthors.paperId, after), lte(paperAuthors.paperId, last)));
    const authors = new Map<number, number[]>(rows.map(({ id }) => [id, []]));
    for (const { paper, author } of written) authors.get(paper)?.push(author);
    yield rows.map(({ id, title, abstract }) => ({ id, title, abstract: abstract!, authors: authors.get(id)! }));
    after = last;
    await giveWay(db, performance.now() - began);
  }
}
