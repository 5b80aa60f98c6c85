/** Writes the shelf into a store: idempotent, all or nothing, and skipped when the store has seen this very shelf. */
import { isDeepStrictEqual } from "node:util";
import { and, eq, inArray, notInArray, or, sql } from "drizzle-orm";
import { neutralOf, type Claim, type Paper } from "#lab/kit/index";
import { codeNews, recordEvents } from "../alerts/events.ts";
import type { ExperimentFacts } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { titleKey } from "../ingest/draft/identity.ts";
import { claims, papers, paperTopics, settings, topics } from "../schema/index.ts";
import { documentsOf } from "../search/index/documents.ts";
import { indexDocuments } from "../search/index/write.ts";
import type { Db } from "../store/database.ts";
import { seedCommittedRuns } from "./committed.ts";
import type { Shelf, ShelfContent } from "./shelf.ts";

export interface SeedReport {
  /** The store had seen this shelf; nothing was looked at. */
  readonly skipped: boolean;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Papers that are no longer on the shelf. They stay in the store, without claims. */
  readonly removed: number;
}

const stampKey = "shelf";

/** @throws LibraryError INVALID_SHELF naming the paper whose committed results are malformed. */
export async function seed(db: Db, shelf: Shelf): Promise<SeedReport> {
  const [seen] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, stampKey));
  if (seen?.value === shelf.stamp) return { skipped: true, created: 0, updated: 0, unchanged: 0, removed: 0 };
  const content = await shelf.load();
  const facts = new Map<string, ExperimentFacts | null>();
  for (const { slug } of content.papers) facts.set(slug, await content.experiment(slug));
  return db.transaction(async (tx) => {
    await seedTopics(tx, content);
    const { ids, ...counts } = await seedPapers(tx, content, facts);
    const removed = await retirePapers(tx, [...ids.values()]);
    for (const paper of content.papers) {
      const id = ids.get(paper.slug)!;
      await seedPaperTopics(tx, id, paper.topics);
      await seedClaims(tx, id, paper.claims);
      await seedCommittedRuns(tx, id, paper.slug, await content.committedRuns(paper.slug));
    }
    if (counts.created + counts.updated > 0) await indexDocuments(tx, await documentsOf(tx, [...ids.values()]));
    await tx
      .insert(settings)
      .values({ key: stampKey, value: shelf.stamp })
      .onConflictDoUpdate({ target: settings.key, set: { value: shelf.stamp } });
    return { skipped: false, ...counts, removed };
  });
}

async function seedTopics(tx: Db, { topics: names, papers: all }: ShelfContent): Promise<void> {
  const unknown = all.flatMap(({ slug, topics }) =>
    topics.filter((topic) => !(topic in names)).map((topic) => `${slug}: ${topic}`),
  );
  if (unknown.length > 0) throw new LibraryError("INVALID_SHELF", `unknown topics: ${unknown.join(", ")}`);
  const rows = Object.entries(names).map(([slug, name]) => ({ slug, name }));
  if (rows.length === 0) return;
  await tx
    .insert(topics)
    .values(rows)
    .onConflictDoUpdate({ target: topics.slug, set: { name: sql`excluded.name` } });
}

function rowOf(
  { slug, title, summary, published, authors, arxiv, code, unverified }: Paper,
  experiment: ExperimentFacts | null,
) {
  return {
    slug,
    title,
    titleKey: titleKey(title),
    summary,
    published,
    publishedPrecision: "day" as const,
    authorCount: authors,
    arxiv,
    code,
    unverified: unverified ?? [],
    onShelf: true,
    experiment,
  };
}

/** A paper that was imported before it came to the shelf is the same paper: its row is taken over, with its abstract and listings. */
async function seedPapers(tx: Db, content: ShelfContent, facts: ReadonlyMap<string, ExperimentFacts | null>) {
  const wanted = content.papers.map((paper) => rowOf(paper, facts.get(paper.slug)!));
  const candidates = await tx
    .select()
    .from(papers)
    .where(
      or(
        eq(papers.onShelf, true),
        inArray(
          papers.slug,
          wanted.map(({ slug }) => slug),
        ),
        inArray(
          papers.arxiv,
          wanted.flatMap(({ arxiv }) => arxiv ?? []),
        ),
        inArray(
          papers.titleKey,
          wanted.map((row) => row.titleKey),
        ),
      ),
    );
  const ids = new Map<string, number>();
  const free = new Set(candidates);
  const matches = new Map<string, (typeof candidates)[number]>();
  for (const row of wanted) {
    const found =
      candidates.find((old) => free.has(old) && old.onShelf && old.slug === row.slug) ??
      candidates.find((old) => free.has(old) && row.arxiv !== null && old.arxiv === row.arxiv) ??
      candidates.find((old) => free.has(old) && old.titleKey === row.titleKey);
    if (!found) continue;
    free.delete(found);
    matches.set(row.slug, found);
  }
  await makeWay(tx, wanted, [...free]);
  let updated = 0;
  let created = 0;
  for (const row of wanted) {
    const old = matches.get(row.slug);
    if (!old) {
      const [{ id }] = await tx.insert(papers).values(row).returning({ id: papers.id });
      ids.set(row.slug, id);
      created++;
      continue;
    }
    ids.set(row.slug, old.id);
    const changed = (Object.keys(row) as (keyof typeof row)[]).some((key) => !sameJson(old[key], row[key]));
    if (!changed) continue;
    await tx
      .update(papers)
      .set({ ...row, updatedAt: sql`now()` })
      .where(eq(papers.id, old.id));
    if (old.code === null && row.code !== null) await recordEvents(tx, [{ ...codeNews(row.code), paper: old.id }]);
    updated++;
  }
  return { ids, created, updated, unchanged: wanted.length - created - updated };
}

/** A row that holds a shelf paper's address or arXiv id but is another paper gives it up. */
async function makeWay(
  tx: Db,
  wanted: readonly { slug: string; arxiv: string | null }[],
  others: readonly { id: number; slug: string; arxiv: string | null }[],
): Promise<void> {
  const slugs = new Set(wanted.map(({ slug }) => slug));
  const arxivIds = new Set(wanted.map(({ arxiv }) => arxiv));
  for (const { id, slug, arxiv } of others) {
    if (slugs.has(slug))
      await tx
        .update(papers)
        .set({ slug: `${slug}-${id}` })
        .where(eq(papers.id, id));
    if (arxiv !== null && arxivIds.has(arxiv))
      await tx.update(papers).set({ arxiv: null, arxivVersion: null }).where(eq(papers.id, id));
  }
}

async function retirePapers(tx: Db, kept: readonly number[]): Promise<number> {
  const gone = await tx
    .update(papers)
    .set({ onShelf: false, experiment: null, updatedAt: sql`now()` })
    .where(and(eq(papers.onShelf, true), kept.length > 0 ? notInArray(papers.id, [...kept]) : undefined))
    .returning({ id: papers.id, slug: papers.slug });
  for (const { id, slug } of gone) {
    await seedClaims(tx, id, {});
    await seedCommittedRuns(tx, id, slug, []);
  }
  return gone.length;
}

async function seedPaperTopics(tx: Db, paperId: number, wanted: readonly string[]): Promise<void> {
  const rows = await tx
    .select({ topic: paperTopics.topic })
    .from(paperTopics)
    .where(eq(paperTopics.paperId, paperId))
    .orderBy(paperTopics.position);
  if (
    isDeepStrictEqual(
      rows.map(({ topic }) => topic),
      wanted,
    )
  )
    return;
  await tx.delete(paperTopics).where(eq(paperTopics.paperId, paperId));
  if (wanted.length > 0)
    await tx.insert(paperTopics).values(wanted.map((topic, position) => ({ paperId, topic, position })));
}

/** A claim that left the paper's file is retired, not deleted: runs that measured it can still be read. */
async function seedClaims(tx: Db, paperId: number, wanted: Readonly<Record<string, Claim>>): Promise<void> {
  const old = new Map((await tx.select().from(claims).where(eq(claims.paperId, paperId))).map((row) => [row.id, row]));
  for (const [position, [id, definition]] of Object.entries(wanted).entries()) {
    const row = old.get(id);
    old.delete(id);
    if (row && !row.retired && row.position === position && sameJson(row.definition, definition)) continue;
    const comparable = row && measuresTheSame(row.definition, definition);
    await tx
      .insert(claims)
      .values({ paperId, id, position, definition })
      .onConflictDoUpdate({
        target: [claims.paperId, claims.id],
        set: { position, definition, retired: false, ...(comparable ? {} : { comparableSince: sql`now()` }) },
      });
  }
  const gone = [...old.values()].filter(({ retired }) => !retired).map(({ id }) => id);
  if (gone.length > 0)
    await tx
      .update(claims)
      .set({ retired: true })
      .where(and(eq(claims.paperId, paperId), inArray(claims.id, gone)));
}

/** Whether a number measured for one version of a claim can stand beside one measured for the other. */
const measuresTheSame = (a: Claim, b: Claim): boolean => a.unit === b.unit && neutralOf(a) === neutralOf(b);

/** Equality of what JSON keeps: `undefined` fields do not count. */
const sameJson = (a: unknown, b: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(a ?? null)), JSON.parse(JSON.stringify(b ?? null)));
