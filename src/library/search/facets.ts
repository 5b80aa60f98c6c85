/** What the results have in common, counted over the best of them in one statement. */
import { sql } from "drizzle-orm";
import { authors, listings, paperAuthors, papers, paperTopics, topics } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { verdictWords } from "../words/verdict.ts";
import type { Facet, Facets } from "./search.ts";
import { verdictsByPaper } from "./verdicts.ts";

/** So many of the best results are counted. */
export const counted = 500;

interface Row extends Facet {
  readonly kind: "year" | "topic" | "author" | "source" | "experiment";
}

/** @param ids the best results, best first. */
export async function countFacets(db: Db, ids: readonly number[]): Promise<Facets> {
  const best = ids.slice(0, counted);
  const rows = await rowsOf<Row>(
    db,
    sql`
    with hit as materialized (
      select cast(json_array_elements_text(cast(cast(${JSON.stringify(best)} as text) as json)) as integer) as id)
    (select 'year' as kind, substr(cast(${papers.published} as text), 1, 4) as value,
            substr(cast(${papers.published} as text), 1, 4) as name, cast(count(*) as integer) as count
     from hit join ${papers} on ${papers.id} = hit.id where ${papers.published} is not null
     group by 2 order by 2 desc limit 40)
    union all
    (select 'experiment', '', '', cast(count(*) as integer)
     from hit join ${papers} on ${papers.id} = hit.id where ${papers.experiment} is not null)
    union all
    (select 'topic', ${topics.slug}, ${topics.name}, cast(count(*) as integer)
     from hit join ${paperTopics} on ${paperTopics.paperId} = hit.id join ${topics} on ${topics.slug} = ${paperTopics.topic}
     group by ${topics.slug}, ${topics.name} order by 4 desc, 2 limit 12)
    union all
    (select 'author', ${authors.name}, ${authors.name}, cast(count(*) as integer)
     from hit join ${paperAuthors} on ${paperAuthors.paperId} = hit.id join ${authors} on ${authors.id} = ${paperAuthors.authorId}
     where ${paperAuthors.position} < 20
     group by ${authors.id}, ${authors.name} having count(*) > 1 order by 4 desc, 2 limit 10)
    union all
    (select 'source', ${listings.source}, ${listings.source}, cast(count(*) as integer)
     from hit join ${listings} on ${listings.paperId} = hit.id
     group by ${listings.source} order by 4 desc, 2 limit 12)`,
  );
  const of = (kind: Row["kind"]): Facet[] =>
    rows.filter((row) => row.kind === kind).map(({ value, name, count }) => ({ value, name, count }));
  return {
    years: of("year"),
    topics: of("topic"),
    authors: of("author"),
    sources: of("source"),
    verdicts: await countVerdicts(db, best),
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
