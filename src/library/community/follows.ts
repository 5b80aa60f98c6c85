/** Authors, topics and searches that a person follows. New papers about them become notifications (alerts.ts) and may fill a digest. */
import { and, asc, eq, sql, type SQL } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { follows } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { writtenLine } from "./input.ts";

export type FollowKind = "author" | "topic" | "search";

export interface Follow {
  readonly id: number;
  readonly kind: FollowKind;
  /** `authors.name_key`, `topics.slug`, or the query. */
  readonly value: string;
  /** What people call it. */
  readonly label: string;
}

export interface Follows {
  /** In the order they began. */
  list(readerId: number): Promise<Follow[]>;
  /**
   * Following twice changes nothing. @param value an author's name as a paper gives it, a topic's slug, or a query.
   * Code: INVALID_INPUT (no such author or topic, an empty query, or too many).
   */
  follow(readerId: number, kind: FollowKind, value: string): Promise<Follow>;
  /** @param value as in `follow`, or as a `Follow` has it. Unfollowing what is not followed changes nothing. */
  unfollow(readerId: number, kind: FollowKind, value: string): Promise<void>;
  /** Which authors (by name) and topics (by slug) of a paper somebody follows. */
  ofPaper(
    readerId: number,
    slug: string,
  ): Promise<{ readonly authors: readonly string[]; readonly topics: readonly string[] }>;
}

const max = 500;

export const createFollows = (db: Db): Follows => ({
  list: (readerId) =>
    db
      .select({ id: follows.id, kind: follows.kind, value: follows.value, label: follows.label })
      .from(follows)
      .where(eq(follows.userId, readerId))
      .orderBy(asc(follows.id)),

  async follow(readerId, kind, value) {
    const wanted = writtenLine(value, { what: kind === "search" ? "a search" : "a name", min: 1, max: 500 });
    const added = await rowsOf<Follow>(
      db,
      sql`
        insert into follows (user_id, kind, value, label)
        select ${readerId}, ${kind}, named.value, named.label from (${named(kind, wanted)}) as named
        where (select count(*) from follows where user_id = ${readerId}) < ${max}
        on conflict (user_id, kind, value) do update set label = excluded.label
        returning id, kind, value, label`,
    );
    if (added.length > 0) return added[0];
    const [known] = await rowsOf(db, named(kind, wanted));
    throw new LibraryError(
      "INVALID_INPUT",
      known
        ? `you follow ${max} things already: unfollow one first`
        : `no paper here has the ${kind} ${JSON.stringify(wanted.slice(0, 100))}`,
    );
  },

  async unfollow(readerId, kind, value) {
    const key =
      kind === "author"
        ? sql`in (${value}, (select name_key from authors where name = ${value} limit 1))`
        : sql`= ${value}`;
    await db
      .delete(follows)
      .where(and(eq(follows.userId, readerId), eq(follows.kind, kind), sql`${follows.value} ${key}`));
  },

  async ofPaper(readerId, slug) {
    const rows = await rowsOf<{ kind: "author" | "topic"; name: string }>(
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
        where follows.user_id = ${readerId} and follows.kind = 'topic' and papers.slug = ${slug}`,
    );
    const of = (wanted: "author" | "topic") => rows.filter(({ kind }) => kind === wanted).map(({ name }) => name);
    return { authors: of("author"), topics: of("topic") };
  },
});

/** What is followed, as `value` and `label`; no row where there is no such thing. */
function named(kind: FollowKind, value: string): SQL {
  switch (kind) {
    case "author":
      return sql`select name_key as value, name as label from authors where name = ${value} or name_key = ${value} limit 1`;
    case "topic":
      return sql`select slug as value, name as label from topics where slug = ${value}`;
    case "search":
      return sql`select ${value}::text as value, ${value}::text as label`;
  }
}
