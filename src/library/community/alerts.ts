/** New papers by followed authors, on followed topics, or found by followed searches become notifications: each paper once per person. */
import { sql, type SQL } from "drizzle-orm";
import { jsonOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";

/** Slugs of papers that a query finds among those that came since a moment. Absent where there is no search. */
export type FindNew = (query: string, since: Date) => Promise<readonly string[]>;

export interface Alerts {
  /** Looks for papers that came after they were followed, within the last month. Repeating it tells nobody twice. Answers how many were told. */
  raise(): Promise<number>;
}

/** A topic may be given to a paper some time after it came. */
const window = sql`now() - interval '30 days'`;

export const createAlerts = (db: Db, findNew?: FindNew): Alerts => ({
  async raise() {
    const byAuthor = await tell(
      db,
      sql`select follows.user_id, paper_authors.paper_id, follows.label, follows.created_at from follows
          join authors on authors.name_key = follows.value
          join paper_authors on paper_authors.author_id = authors.id
          where follows.kind = 'author'`,
    );
    const byTopic = await tell(
      db,
      sql`select follows.user_id, paper_topics.paper_id, follows.label, follows.created_at from follows
          join paper_topics on paper_topics.topic = follows.value
          where follows.kind = 'topic'`,
    );
    return byAuthor + byTopic + (findNew ? await bySearch(db, findNew) : 0);
  },
});

/** Several people may follow one search: it is run once, from the moment the first of them began. */
async function bySearch(db: Db, findNew: FindNew): Promise<number> {
  const searches = await rowsOf<{ value: string; since: string }>(
    db,
    sql`select value, ${isoTime(sql`greatest(min(created_at), ${window})`)} as since
        from follows where kind = 'search' group by value order by value`,
  );
  let told = 0;
  for (const { value, since } of searches) {
    const slugs = await findNew(value, new Date(since));
    if (slugs.length === 0) continue;
    told += await tell(
      db,
      sql`select follows.user_id, papers.id as paper_id, follows.label, follows.created_at from follows
          join papers on papers.slug = any(array(select json_array_elements_text(${jsonOf(slugs)})))
          where follows.kind = 'search' and follows.value = ${value}`,
    );
  }
  return told;
}

async function tell(db: Db, matches: SQL): Promise<number> {
  const [row] = await rowsOf<{ told: number }>(
    db,
    sql`
      with told as (
        insert into notifications (user_id, kind, paper_id, reason)
        select distinct on (matches.user_id, matches.paper_id) matches.user_id, 'followed', matches.paper_id, matches.label
        from (${matches}) as matches
        join papers on papers.id = matches.paper_id
        where papers.created_at >= matches.created_at and papers.created_at > ${window}
        order by matches.user_id, matches.paper_id, matches.label
        on conflict do nothing returning 1
      )
      select count(*)::int as told from told`,
  );
  return row.told;
}
