/** Papers that a digest may have, trending first. What "trending" is, and on which day a paper appeared, is that of the lists. */
import { and, asc, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import { isOneOf } from "../store/json-rows.ts";
import { authors, listEntries, paperAuthors, papers, paperTopics, topics } from "../schema/index.ts";
import { documentsOf } from "../search/index/documents.ts";
import { hasAny, unwantedIn } from "../search/unwanted.ts";
import type { Db } from "../store/database.ts";
import type { Candidate } from "./choose.ts";

/** Slugs of the papers that a query finds among those that came since a moment. @param today the digest's day, YYYY-MM-DD: what "this week" in a query is counted from; default: today. */
export type FindNew = (query: string, since: Date, today?: string) => Promise<readonly string[]>;

export interface Wanted {
  /** Days, YYYY-MM-DD: after the first, up to the second. */
  readonly after: string;
  readonly upTo: string;
  /** Keys of the names that anybody asked for. */
  readonly authors: ReadonlySet<string>;
  /** Slugs that each query finds. */
  readonly found: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether anybody leaves papers out by their words. */
  readonly leavesOut: boolean;
}

/** The best of a fortnight; nobody's digest is that long. */
const max = 5_000;

export async function candidatesOf(
  db: Db,
  { after, upTo, authors: names, found, leavesOut }: Wanted,
): Promise<Candidate[]> {
  const rows = await db
    .select({
      id: listEntries.paperId,
      slug: papers.slug,
      day: sql<string>`${listEntries.day}::text`,
      votes: listEntries.votes,
      comments: listEntries.comments,
    })
    .from(listEntries)
    .innerJoin(papers, eq(papers.id, listEntries.paperId))
    .where(and(gt(listEntries.day, after), lte(listEntries.day, upTo)))
    .orderBy(sql`${listEntries.heat} desc nulls last`, desc(listEntries.day), desc(listEntries.paperId))
    .limit(max);
  const ids = rows.map(({ id }) => id);
  const topicsOf = await byPaper(ids, (some) =>
    db
      .select({ paper: paperTopics.paperId, value: { slug: topics.slug, name: topics.name } })
      .from(paperTopics)
      .innerJoin(topics, eq(topics.slug, paperTopics.topic))
      .where(inArray(paperTopics.paperId, some))
      .orderBy(asc(paperTopics.position)),
  );
  const authorsOf = await byPaper(names.size === 0 ? [] : ids, (some) =>
    db
      .select({ paper: paperAuthors.paperId, value: { key: authors.nameKey, name: authors.name } })
      .from(paperAuthors)
      .innerJoin(authors, eq(authors.id, paperAuthors.authorId))
      .where(and(inArray(paperAuthors.paperId, some), isOneOf(authors.nameKey, names)))
      .orderBy(asc(paperAuthors.position)),
  );
  const documents = leavesOut ? await documentsOf(db, ids) : [];
  const documentOf = new Map(documents.map((document) => [document.id, document]));
  return rows.map(({ id, slug, day, votes, comments }) => ({
    id,
    day,
    votes,
    comments,
    topics: topicsOf.get(id) ?? [],
    authors: authorsOf.get(id) ?? [],
    foundBy: new Set([...found].filter(([, slugs]) => slugs.has(slug)).map(([query]) => query)),
    has: once((words) => {
      const document = documentOf.get(id);
      return document !== undefined && hasAny(document, unwantedIn(words));
    }),
  }));
}

/** Many readers leave out the same words. */
function once(look: (words: string) => boolean): (words: string) => boolean {
  const answers = new Map<string, boolean>();
  return (words) => {
    const known = answers.get(words) ?? look(words);
    answers.set(words, known);
    return known;
  };
}

async function byPaper<Value>(
  ids: readonly number[],
  read: (ids: number[]) => Promise<{ paper: number; value: Value }[]>,
): Promise<Map<number, Value[]>> {
  const groups = new Map<number, Value[]>();
  // In parts: every id is a parameter of the statement.
  for (let at = 0; at < ids.length; at += 1_000)
    for (const { paper, value } of await read(ids.slice(at, at + 1_000)))
      groups.set(paper, [...(groups.get(paper) ?? []), value]);
  return groups;
}
