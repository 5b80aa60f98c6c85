/**
 * Papers, authors, topics and searches that a person follows. What happens to the papers, and new papers about the others, become alerts
 * (../alerts); the others may fill a digest too.
 */
import { and, asc, eq, sql, type SQL } from "drizzle-orm";
import { noteVerdicts } from "../alerts/verdicts.ts";
import { LibraryError } from "../errors.ts";
import { follows, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { unwantedIn } from "../search/unwanted.ts";
import { rowsOf } from "../store/rows.ts";
import { writtenLine } from "./input.ts";

export const followKinds = ["paper", "author", "topic", "search"] as const;
export type FollowKind = (typeof followKinds)[number];

export interface Follow {
  readonly id: number;
  readonly kind: FollowKind;
  /** `papers.slug`, `authors.name_key`, `topics.slug`, or the query. */
  readonly value: string;
  /** What people call it. */
  readonly label: string;
  /** Words and quoted phrases: new papers with any of them are not told. Of a paper always "". */
  readonly without: string;
}

export interface Follows {
  /** In the order they began. */
  list(readerId: number): Promise<Follow[]>;
  /**
   * Following twice changes nothing but `without`. @param value a paper's slug, an author's name as a paper gives it, a topic's slug, or
   * a query. @param without words to keep out; default: as it was.
   * Code: INVALID_INPUT (no such paper, author or topic, an empty query, or too many; words that keep nothing out).
   */
  follow(readerId: number, kind: FollowKind, value: string, without?: string): Promise<Follow>;
  /** @param value as in `follow`, or as a `Follow` has it. Unfollowing what is not followed changes nothing. */
  unfollow(readerId: number, kind: FollowKind, value: string): Promise<void>;
  /** Whether somebody follows a paper, and which of its authors (by name) and topics (by slug). */
  ofPaper(readerId: number, slug: string): Promise<FollowsOfPaper>;
}

export interface FollowsOfPaper {
  readonly paper: boolean;
  readonly authors: readonly string[];
  readonly topics: readonly string[];
}

const max = 500;

export const createFollows = (db: Db): Follows => ({
  list: (readerId) =>
    db
      .select({
        id: follows.id,
        kind: follows.kind,
        // A paper may have moved since, and may have been renamed.
        value: sql<string>`coalesce(${papers.slug}, ${follows.value})`,
        label: sql<string>`coalesce(${papers.title}, ${follows.label})`,
        without: follows.without,
      })
      .from(follows)
      .leftJoin(papers, eq(papers.id, follows.paperId))
      .where(eq(follows.userId, readerId))
      .orderBy(asc(follows.id)),

  async follow(readerId, kind, value, without) {
    const wanted = writtenLine(value, { what: kind === "search" ? "a search" : "a name", min: 1, max: 500 });
    const words = without === undefined ? null : wordsToKeepOut(kind, without);
    // What happened to a paper before it was followed is not told: whatever verdicts it has now are known from here on.
    const [paper] = kind === "paper" ? await rowsOf<{ paper_id: number }>(db, named(kind, wanted)) : [];
    if (paper) await noteVerdicts(db, [paper.paper_id]);
    const added = await rowsOf<Follow>(
      db,
      sql`
        insert into follows as before (user_id, kind, value, paper_id, label, without)
        select ${readerId}, ${kind}, named.value, named.paper_id, named.label, coalesce(${words}::text, '') from (${named(kind, wanted)}) as named
        where (select count(*) from follows where user_id = ${readerId}) < ${max}
        on conflict (user_id, ${kind === "paper" ? sql`paper_id` : sql`kind, value`}) do update
          set label = excluded.label, without = coalesce(${words}::text, before.without)
        returning id, kind, value, label, without`,
    );
    if (added.length > 0) return added[0];
    const [known] = await rowsOf(db, named(kind, wanted));
    throw new LibraryError(
      "INVALID_INPUT",
      known
        ? `you follow ${max} things already: unfollow one first`
        : kind === "paper"
          ? `there is no paper ${JSON.stringify(wanted.slice(0, 100))} here`
          : `no paper here has the ${kind} ${JSON.stringify(wanted.slice(0, 100))}`,
    );
  },

  async unfollow(readerId, kind, value) {
    const key = {
      paper: sql`${follows.paperId} = (select id from papers where slug = ${value})`,
      author: sql`${follows.value} in (${value}, (select name_key from authors where name = ${value} limit 1))`,
      topic: eq(follows.value, value),
      search: eq(follows.value, value),
    }[kind];
    await db.delete(follows).where(and(eq(follows.userId, readerId), eq(follows.kind, kind), key));
  },

  async ofPaper(readerId, slug) {
    const rows = await rowsOf<{ kind: Exclude<FollowKind, "search">; name: string }>(
      db,
      sql`
        select 'author' as kind, authors.name from follows
        join authors on authors.name_key = follows.value
        join paper_authors on paper_authors.author_id = authors.id
        join papers on papers.id = paper_authors.paper_id
        where follows.user_id = ${readerId} and follows.kind = 'author' and papers.slug = ${slug}
        union all
        select 'topic', follows.value from follows
        join paper_topics on paper_topics.topic = follows.value
        join papers on papers.id = paper_topics.paper_id
        where follows.user_id = ${readerId} and follows.kind = 'topic' and papers.slug = ${slug}
        union all
        select 'paper', papers.slug from follows join papers on papers.id = follows.paper_id
        where follows.user_id = ${readerId} and papers.slug = ${slug}`,
    );
    const of = (wanted: FollowKind) => rows.filter(({ kind }) => kind === wanted).map(({ name }) => name);
    return { paper: of("paper").length > 0, authors: of("author"), topics: of("topic") };
  },
});

/** @throws LibraryError INVALID_INPUT */
function wordsToKeepOut(kind: FollowKind, text: string): string {
  const words = writtenLine(text, { what: "the list of words to leave out", max: 300 });
  if (words === "") return words;
  if (kind === "paper") throw new LibraryError("INVALID_INPUT", "a followed paper has no words to leave out");
  if (unwantedIn(words).length > 0) return words;
  throw new LibraryError(
    "INVALID_INPUT",
    `${JSON.stringify(words)} keeps nothing out: name a word that tells papers apart`,
  );
}

/** What is followed, as `value`, `label` and `paper_id`; no row where there is no such thing. */
function named(kind: FollowKind, value: string): SQL {
  const noPaper = sql`cast(null as integer) as paper_id`;
  switch (kind) {
    case "paper":
      return sql`select slug as value, title as label, id as paper_id from papers where slug = ${value}`;
    case "author":
      return sql`select name_key as value, name as label, ${noPaper} from authors where name = ${value} or name_key = ${value} limit 1`;
    case "topic":
      return sql`select slug as value, name as label, ${noPaper} from topics where slug = ${value}`;
    case "search":
      return sql`select ${value}::text as value, ${value}::text as label, ${noPaper}`;
  }
}
