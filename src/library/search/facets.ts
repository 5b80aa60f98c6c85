/** What the results have in common, counted over the best of them in one statement. */
import { sql } from "drizzle-orm";
import {
  authors,
  entities,
  entityMentions,
  listings,
  paperAuthors,
  papers,
  paperTopics,
  topics,
} from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { verdictWords } from "../words/verdict.ts";
import type { Facet, Facets } from "./search.ts";
import { verdictsByPaper } from "./verdicts.ts";

/** So many of the best results are counted. */
export const counted = 300;

interface Row extends Facet {
  readonly kind: "year" | "topic" | "author" | "source" | "entity" | "experiment" | "shelf";
}

/** @param ids the best results, best first. */
export async function countFacets(db: Db, ids: readonly number[]): Promise<Facets> {
  const best = ids.slice(0, counted);
  // Names are looked up for what is shown, after counting.
  const rows = await rowsOf<Row>(
    db,
    sql`
    with hit as materialized (
      select cast(json_array_elements_text(cast(cast(${JSON.stringify(best)} as text) as json)) as integer) as id),
    paper as materialized (
      select hit.id, substr(cast(${papers.published} as text), 1, 4) as year, ${papers.experiment} is not null as runs,
             ${papers.onShelf} as shelf
      from hit join ${papers} on ${papers.id} = hit.id)
    (select 'year' as kind, year as value, year as name, cast(count(*) as integer) as count
     from paper where year is not null group by year order by year desc limit 40)
    union all
    (select 'experiment', '', '', cast(count(*) as integer) from paper where runs)
    union all
    (select 'shelf', cast(id as text), '', 1 from paper where shelf)
    union all
    (select 'topic', ${topics.slug}, ${topics.name}, found.count
     from (select ${paperTopics.topic} as topic, cast(count(*) as integer) as count
           from hit join ${paperTopics} on ${paperTopics.paperId} = hit.id
           group by 1 order by 2 desc, 1 limit 12) as found
     join ${topics} on ${topics.slug} = found.topic order by found.count desc, 2)
    union all
    (select 'author', ${authors.name}, ${authors.name}, found.count
     from (select ${paperAuthors.authorId} as author, cast(count(*) as integer) as count
           from hit join ${paperAuthors} on ${paperAuthors.paperId} = hit.id
           where ${paperAuthors.position} < 20
           group by 1 having count(*) > 1 order by 2 desc, 1 limit 10) as found
     join ${authors} on ${authors.id} = found.author order by found.count desc, 2)
    union all
    (select 'source', ${listings.source}, ${listings.source}, cast(count(*) as integer)
     from hit join ${listings} on ${listings.paperId} = hit.id
     group by ${listings.source} order by 4 desc, 2 limit 12)
    union all
    (select 'entity', ${entities.dictionary} || ':' || ${entities.concept}, ${entities.name}, found.count
     from (select ${entityMentions.entityId} as entity, cast(count(distinct hit.id) as integer) as count
           from hit join ${entityMentions} on ${entityMentions.paperId} = hit.id
           group by 1 having count(distinct hit.id) > 1 order by 2 desc, 1 limit 12) as found
     join ${entities} on ${entities.id} = found.entity order by found.count desc, 2)`,
  );
  const of = (kind: Row["kind"]): Facet[] =>
    rows.filter((row) => row.kind === kind).map(({ value, name, count }) => ({ value, name, count }));
  return {
    years: of("year"),
    topics: of("topic"),
    authors: of("author"),
    sources: of("source"),
    entities: of("entity"),
    verdicts: await countVerdicts(
      db,
      of("shelf").map(({ value }) => Number(value)),
    ),
    experiments: of("experiment")[0]?.count ?? 0,
    counted: best.length,
  };
}

async function countVerdicts(db: Db, ids: readonly number[]): Promise<Facet[]> {
  const counts = new Map<keyof typeof verdictWords, number>();
  for (const verdicts of (await verdictsByPaper(db, ids)).values())
    for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, name: verdictWords[value].word, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}
