/** What stands around a list: its neighbours, its name, how long it is, and what somebody may have meant. */
import { and, asc, count, desc, eq, isNotNull, lte, max, or, sql } from "drizzle-orm";
import { authors, listEntries, listings, listPositions, papers, paperTopics, topics } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { nearest } from "../words/nearest.ts";
import { periodAround, type Period } from "../words/period.ts";
import type { ListOf, Origin, TopicCount } from "./lists.ts";
import { membership } from "./read.ts";

export interface NamedList {
  /** As in addresses. */
  readonly key: string;
  readonly name: string;
}

export async function countOf(db: Db, of: ListOf, max: number): Promise<number> {
  const entries = db.select({ id: listEntries.paperId }).from(listEntries);
  const some = entries.where(membership(db, of)).limit(max).as("some");
  const [row] = await db.select({ papers: count() }).from(some);
  return row.papers;
}

export async function latestDay(db: Db, today: string): Promise<string | null> {
  const ofPapers = db
    .select({ day: listEntries.day })
    .from(listEntries)
    .innerJoin(papers, eq(papers.id, listEntries.paperId))
    .where(
      and(
        lte(listEntries.place, today),
        isNotNull(listEntries.day),
        // The shelf is of no day, but for what a source has listed.
        or(eq(papers.onShelf, false), isListed),
      ),
    )
    .orderBy(sql`${listEntries.place} desc nulls last`)
    .limit(1);
  const ofPages = db
    .select({ day: max(listPositions.day) })
    .from(listPositions)
    .where(lte(listPositions.day, today));
  const days = [...(await ofPapers), ...(await ofPages)].flatMap(({ day }) => day ?? []);
  return days.sort().at(-1) ?? null;
}

const isListed = sql`exists (select 1 from ${listings}
  where ${listings.paperId} = ${listEntries.paperId} and ${listings.listed} = ${listEntries.day})`;

export async function originsOf(db: Db, period: Period): Promise<Origin[]> {
  const within = db
    .select({ id: listEntries.paperId })
    .from(listEntries)
    .where(membership(db, { kind: "period", period }))
    .as("within");
  const papers = count();
  return db
    .select({ source: listings.source, papers })
    .from(listings)
    .innerJoin(within, eq(within.id, listings.paperId))
    .groupBy(listings.source)
    .orderBy(desc(papers), asc(listings.source));
}

export async function neighbours(db: Db, { kind, first, end }: Period) {
  // Sorted by the column, which its index is for, and not by the text that bears its name.
  const [days] = await rowsOf<{ before: string | null; after: string | null }>(
    db,
    sql`
    select
      cast(greatest(
        (select place from list_entries where place < cast(${first} as date) and day is not null
         order by list_entries.place desc nulls last limit 1),
        (select max(day) from list_positions where day < cast(${first} as date))) as text) as before,
      cast(least(
        (select place from list_entries where place >= cast(${end} as date) and day is not null
         order by list_entries.place asc nulls first limit 1),
        (select min(day) from list_positions where day >= cast(${end} as date))) as text) as after`,
  );
  const around = (day: string | null): Period | null => (day === null ? null : periodAround(kind, day));
  return { before: around(days.before), after: around(days.after) };
}

export async function topicCounts(db: Db): Promise<TopicCount[]> {
  const counted = db
    .select({ topic: paperTopics.topic, papers: count().as("papers") })
    .from(paperTopics)
    .groupBy(paperTopics.topic)
    .as("counted");
  return db
    .select({ slug: topics.slug, name: topics.name, papers: counted.papers })
    .from(counted)
    .innerJoin(topics, eq(topics.slug, counted.topic))
    .orderBy(desc(counted.papers), asc(topics.name));
}

export async function topicOf(db: Db, slug: string): Promise<NamedList | null> {
  const [row] = await db.select({ key: topics.slug, name: topics.name }).from(topics).where(eq(topics.slug, slug));
  return row ?? null;
}

export async function authorOf(db: Db, key: string): Promise<NamedList | null> {
  const [row] = await db
    .select({ key: authors.nameKey, name: authors.name })
    .from(authors)
    .where(eq(authors.nameKey, key));
  return row ?? null;
}

export async function slugOf(db: Db, arxiv: string): Promise<string | null> {
  const [row] = await db.select({ slug: papers.slug }).from(papers).where(eq(papers.arxiv, arxiv));
  return row?.slug ?? null;
}

/** Addresses that begin with the same letters are enough to find a typing error in; the shelf is small and looked at whole. */
export async function nearSlugs(db: Db, wanted: string): Promise<{ slug: string; title: string }[]> {
  const columns = { slug: papers.slug, title: papers.title };
  const shelf = await db.select(columns).from(papers).where(eq(papers.onShelf, true));
  const beginning = wanted.toLowerCase().slice(0, 4);
  const alike = /^[a-z0-9-]{2,}$/.test(beginning)
    ? await db
        .select(columns)
        .from(papers)
        .where(sql`${papers.slug} between ${beginning} and ${`${beginning}zzzz`}`)
        .orderBy(papers.slug)
        .limit(500)
    : [];
  const all = new Map([...shelf, ...alike].map((paper) => [paper.slug, paper]));
  return nearest(wanted, [...all.values()], ({ slug, title }) => [slug, title]);
}
