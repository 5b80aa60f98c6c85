/** Filters as conditions on papers. */
import { and, sql, type SQL } from "drizzle-orm";
import { titleKey } from "../ingest/draft/identity.ts";
import { authors, listings, paperAuthors, papers, paperTopics } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { anyOf } from "./index/documents.ts";
import type { SearchFilters } from "./search.ts";
import { papersWithVerdict } from "./verdicts.ts";

/** The condition that all filters make together; undefined: there are none. */
async function conditionOf(db: Db, filters: SearchFilters): Promise<SQL | undefined> {
  const { from, to, author, topic, source, experiment, verdict } = filters;
  return and(
    from === undefined ? undefined : sql`${papers.published} >= cast(${from} as date)`,
    to === undefined ? undefined : sql`${papers.published} <= cast(${to} as date)`,
    author === undefined
      ? undefined
      : sql`${papers.id} in (select ${paperAuthors.paperId} from ${paperAuthors} join ${authors}
          on ${authors.id} = ${paperAuthors.authorId} where ${authors.nameKey} = ${titleKey(author)})`,
    topic === undefined
      ? undefined
      : sql`${papers.id} in (select ${paperTopics.paperId} from ${paperTopics} where ${paperTopics.topic} = ${topic})`,
    source === undefined
      ? undefined
      : sql`${papers.id} in (select ${listings.paperId} from ${listings} where ${listings.source} = ${source})`,
    experiment === undefined ? undefined : sql`(${papers.experiment} is not null) = cast(${experiment} as boolean)`,
    verdict === undefined ? undefined : sql`${papers.id} = ${anyOf(await papersWithVerdict(db, verdict))}`,
  );
}

/** Papers that the filters leave; null: all. */
export async function allowedPapers(db: Db, filters: SearchFilters): Promise<ReadonlySet<number> | null> {
  const condition = await conditionOf(db, filters);
  if (condition === undefined) return null;
  // One value instead of a row per paper: a range of dates may leave a hundred thousand.
  const [{ ids }] = await rowsOf<{ ids: string | null }>(
    db,
    sql`select string_agg(cast(${papers.id} as text), ' ') as ids from ${papers} where ${condition}`,
  );
  return new Set(ids === null ? [] : ids.split(" ").map(Number));
}

/** Newest first, for a search without words. */
export async function newestPapers(
  db: Db,
  filters: SearchFilters,
  limit: number,
): Promise<{ total: number; ids: number[] }> {
  const condition = (await conditionOf(db, filters)) ?? sql`true`;
  const [{ total }] = await rowsOf<{ total: number }>(
    db,
    sql`select cast(count(*) as integer) as total from ${papers} where ${condition}`,
  );
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select ${papers.id} as id from ${papers} where ${condition}
        order by ${papers.published} desc nulls last, ${papers.slug} limit ${limit}`,
  );
  return { total, ids: rows.map(({ id }) => id) };
}
