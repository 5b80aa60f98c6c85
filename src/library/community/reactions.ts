/** Votes, bookmarks, and what is not for somebody: a person has one of each per paper, or none, however often a button is pressed. */
import { sql, type SQL } from "drizzle-orm";
import { isOneOf } from "../store/json-rows.ts";
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
  /** Whether they have said that it is not for them: nobody else sees it, or is counted. */
  readonly dismissed: boolean;
}

export type Mark = "vote" | "bookmark" | "dismissal";

export interface Reactions {
  /** Sets or takes away a person's mark; doing it twice changes nothing. Code: NO_SUCH_PAPER. */
  set(readerId: number, slug: string, mark: Mark, on: boolean): Promise<Standing>;
  /** By slug; a paper that is not here is missing. @param readerId null: nobody is signed in. */
  standing(slugs: readonly string[], readerId: number | null): Promise<ReadonlyMap<string, Standing>>;
  /** Slugs of a person's bookmarks, the newest first. */
  bookmarked(readerId: number): Promise<string[]>;
}

const tables = {
  vote: sql.identifier("votes"),
  bookmark: sql.identifier("bookmarks"),
  dismissal: sql.identifier("dismissals"),
};

/** How the papers of `asked (id, slug)` stand, without what the statement itself changes. */
const standings = (readerId: number | null) => sql`
  select slug, coalesce(voters.number, 0) as votes, coalesce(keepers.number, 0) as bookmarks,
    coalesce(said.number, 0) as comments, coalesce(voters.mine, false) as voted, coalesce(keepers.mine, false) as bookmarked,
    exists (select from dismissals where paper_id = asked.id and user_id = cast(${readerId} as integer)) as dismissed
  from asked
  left join (${marksBy("votes", readerId)}) as voters on voters.paper_id = asked.id
  left join (${marksBy("bookmarks", readerId)}) as keepers on keepers.paper_id = asked.id
  left join (
    select paper_id, cast(count(*) as integer) as number from comments
    where paper_id in (select id from asked) and deleted_at is null and hidden_at is null
    group by paper_id) as said on said.paper_id = asked.id`;

const marksBy = (table: "votes" | "bookmarks", readerId: number | null): SQL => sql`
  select paper_id, cast(count(*) as integer) as number, coalesce(bool_or(user_id = cast(${readerId} as integer)), false) as mine
  from ${sql.identifier(table)} where paper_id in (select id from asked) group by paper_id`;

export const createReactions = (db: Db): Reactions => ({
  async set(readerId, slug, mark, on) {
    const table = tables[mark];
    // One statement: the embedded database has one connection, and everybody else waits while it is used.
    const change = on
      ? sql`insert into ${table} (paper_id, user_id) select id, ${readerId} from papers where slug = ${slug}
            on conflict do nothing returning 1`
      : sql`delete from ${table} where user_id = ${readerId}
            and paper_id = (select id from papers where slug = ${slug}) returning 1`;
    const [row] = await rowsOf<Standing & { slug: string; changed: number }>(
      db,
      sql`with change as (${change}), asked as (select id, slug from papers where slug = ${slug})
          select *, (select count(*)::int from change) as changed from (${standings(readerId)}) as standings`,
    );
    if (!row) throw noSuchPaper(slug);
    const { changed, slug: _, ...before } = row;
    // What a statement counts is what was there when it began.
    if (mark === "dismissal") return { ...before, dismissed: on };
    const many = mark === "vote" ? "votes" : "bookmarks";
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
      sql`with asked as materialized (select id, slug from papers where ${isOneOf(papers.slug, slugs)})
          ${standings(readerId)}`,
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
