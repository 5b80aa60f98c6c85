/** Votes and bookmarks: a person has one of each per paper, or none, however often a button is pressed. */
import { sql, type SQL } from "drizzle-orm";
import { isOneOf } from "../ingest/rows.ts";
import { papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { noSuchPaper } from "./person.ts";

/** What the readers of this installation make of a paper. What other sites count is not in it. */
export interface Standing {
  readonly votes: number;
  readonly bookmarks: number;
  /** Those that can be read: neither deleted nor hidden. */
  readonly comments: number;
  /** Whether the person who asks has voted for it. */
  readonly voted: boolean;
  readonly bookmarked: boolean;
}

export type Mark = "vote" | "bookmark";

export interface Marks {
  /** Sets or takes away a person's vote or bookmark; doing it twice changes nothing. Code: NO_SUCH_PAPER. */
  set(readerId: number, slug: string, mark: Mark, on: boolean): Promise<Standing>;
  /** By slug; a paper that is not here is missing. @param readerId null: nobody is signed in. */
  standing(slugs: readonly string[], readerId: number | null): Promise<ReadonlyMap<string, Standing>>;
  /** Slugs of a person's bookmarks, the newest first. */
  bookmarked(readerId: number): Promise<string[]>;
}

const tables = { vote: sql.identifier("votes"), bookmark: sql.identifier("bookmarks") };

/** Columns of a `Standing` about `papers`, without what the statement itself changes. */
const counted = (readerId: number | null) => sql`
  (select count(*)::int from votes where votes.paper_id = papers.id) as votes,
  (select count(*)::int from bookmarks where bookmarks.paper_id = papers.id) as bookmarks,
  (select count(*)::int from comments
   where comments.paper_id = papers.id and deleted_at is null and hidden_at is null) as comments,
  ${mine("votes", readerId)} as voted,
  ${mine("bookmarks", readerId)} as bookmarked`;

const mine = (table: "votes" | "bookmarks", readerId: number | null): SQL =>
  readerId === null
    ? sql`false`
    : sql`exists (select 1 from ${sql.identifier(table)} as own where own.paper_id = papers.id and own.user_id = ${readerId})`;

export const createMarks = (db: Db): Marks => ({
  async set(readerId, slug, mark, on) {
    const table = tables[mark];
    // One statement: the embedded database has one connection, and everybody else waits while it is used.
    const change = on
      ? sql`insert into ${table} (paper_id, user_id) select id, ${readerId} from papers where slug = ${slug}
            on conflict do nothing returning 1`
      : sql`delete from ${table} where user_id = ${readerId}
            and paper_id = (select id from papers where slug = ${slug}) returning 1`;
    const [row] = await rowsOf<Standing & { changed: number }>(
      db,
      sql`with change as (${change})
          select ${counted(readerId)}, (select count(*)::int from change) as changed from papers where slug = ${slug}`,
    );
    if (!row) throw noSuchPaper(slug);
    const { changed, ...before } = row;
    const many = mark === "vote" ? "votes" : "bookmarks";
    // What a statement counts is what was there when it began.
    return {
      ...before,
      [many]: before[many] + (on ? changed : -changed),
      [mark === "vote" ? "voted" : "bookmarked"]: on,
    };
  },

  async standing(slugs, readerId) {
    if (slugs.length === 0) return new Map();
    const rows = await rowsOf<Standing & { slug: string }>(
      db,
      sql`select slug, ${counted(readerId)} from papers where ${isOneOf(papers.slug, slugs)}`,
    );
    return new Map(rows.map(({ slug, ...standing }) => [slug, standing]));
  },

  async bookmarked(readerId) {
    const rows = await rowsOf<{ slug: string }>(
      db,
      sql`select slug from bookmarks join papers on papers.id = paper_id
          where user_id = ${readerId} order by bookmarks.created_at desc, slug`,
    );
    return rows.map(({ slug }) => slug);
  },
});
