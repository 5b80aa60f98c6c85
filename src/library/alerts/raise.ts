/**
 * From what is followed to alerts: one row of `notifications` per person and thing, whatever the ways by which it is told. The row is the
 * promise that it is told once: however often and by however many processes this runs, the second one finds it there.
 */
import { sql, type SQL } from "drizzle-orm";
import { documentsOf } from "../search/index/documents.ts";
import { hasAny, unwantedIn } from "../search/unwanted.ts";
import { jsonOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { wants } from "./switches.ts";

/** Slugs of papers that a query finds among those that came since a moment. Absent where there is no search. */
export type FindNew = (query: string, since: Date) => Promise<readonly string[]>;

/** A topic may be given to a paper some time after it came; what is older than this is told to nobody. */
const window = sql`now() - interval '30 days'`;

/** What happened to followed papers after they were followed. @returns how many alerts there are now that were not there before. */
export const raiseEvents = (db: Db): Promise<number> =>
  tell(
    db,
    sql`select follows.user_id, paper_events.kind as kind, paper_events.kind as switch, paper_events.paper_id,
          paper_events.id as event_id, cast(null as text) as reason
        from paper_events join follows on follows.paper_id = paper_events.paper_id
        where paper_events.at > follows.created_at and paper_events.at > ${window}`,
  );

/** New papers by followed authors, on followed topics, found by followed searches, but for those with words that a follow keeps out. */
export async function raisePapers(db: Db, findNew?: FindNew): Promise<number> {
  const matches = papersFollowed(findNew ? await searchFollows(db, findNew) : []);
  const looked = await withoutUnwanted(db, matches);
  return tell(
    db,
    sql`select user_id, 'followed' as kind, kind as switch, paper_id, cast(null as bigint) as event_id, label as reason
        from (${matches}) as found
        where without = '' or (follow_id, paper_id) in (
          select follow, paper from json_to_recordset(${jsonOf(looked)}) as looked (follow integer, paper integer))`,
  );
}

/** Each new paper with each follow that it answers: user_id, follow_id, kind, label, without, paper_id. */
const papersFollowed = (found: readonly { readonly query: string; readonly slug: string }[]): SQL => sql`
  select follows.user_id, follows.id as follow_id, follows.kind, follows.label, follows.without, papers.id as paper_id
  from (
    select follows.id as follow_id, paper_authors.paper_id from follows
    join authors on authors.name_key = follows.value
    join paper_authors on paper_authors.author_id = authors.id
    where follows.kind = 'author'
    union all
    select follows.id, paper_topics.paper_id from follows
    join paper_topics on paper_topics.topic = follows.value
    where follows.kind = 'topic'
    union all
    select follows.id, papers.id
    from json_to_recordset(${jsonOf(found)}) as found (query text, slug text)
    join follows on follows.kind = 'search' and follows.value = found.query
    join papers on papers.slug = found.slug
  ) as candidates
  join follows on follows.id = candidates.follow_id
  join papers on papers.id = candidates.paper_id
  where papers.created_at >= follows.created_at and papers.created_at > ${window}`;

/** Of the follows that keep words out, and what they have not told yet: the pairs without any of these words. */
async function withoutUnwanted(db: Db, matches: SQL): Promise<{ follow: number; paper: number }[]> {
  const pairs = await rowsOf<{ follow: number; paper: number; without: string }>(
    db,
    sql`select follow_id as follow, paper_id as paper, without from (${matches}) as found
        where without <> '' and not exists (
          select from notifications where notifications.user_id = found.user_id
            and notifications.kind = 'followed' and notifications.paper_id = found.paper_id)`,
  );
  const documents = await documentsOf(db, [...new Set(pairs.map(({ paper }) => paper))]);
  const byId = new Map(documents.map((document) => [document.id, document]));
  return pairs.filter(({ paper, without }) => {
    const document = byId.get(paper);
    return document !== undefined && !hasAny(document, unwantedIn(without));
  });
}

/** Several people may follow one search: it is run once, from the moment the first of them began. */
async function searchFollows(db: Db, findNew: FindNew): Promise<{ query: string; slug: string }[]> {
  const searches = await rowsOf<{ value: string; since: string }>(
    db,
    sql`select value, ${isoTime(sql`greatest(min(created_at), ${window})`)} as since
        from follows where kind = 'search' group by value order by value`,
  );
  const found: { query: string; slug: string }[] = [];
  for (const { value, since } of searches)
    for (const slug of await findNew(value, new Date(since))) found.push({ query: value, slug });
  return found;
}

/**
 * What several follows of one person find is told once, by every way that one of them asks for; an author is the reason before a search,
 * and that before a topic.
 * @param matches user_id, kind, switch, paper_id, event_id, reason.
 */
async function tell(db: Db, matches: SQL): Promise<number> {
  const [row] = await rowsOf<{ told: number }>(
    db,
    sql`
      with told as (
        insert into notifications (user_id, kind, paper_id, event_id, reason, on_site, in_feed, mail)
        select user_id, kind, paper_id, event_id, (array_agg(reason order by switch, reason))[1], bool_or(${wants("site")}), bool_or(${wants("feed")}),
          case when bool_or(${wants("mail")}) then 'due' else 'off' end
        from (${matches}) as matches
        group by user_id, kind, paper_id, event_id
        order by user_id, event_id, paper_id
        on conflict do nothing returning 1
      )
      select count(*)::int as told from told`,
  );
  return row.told;
}
