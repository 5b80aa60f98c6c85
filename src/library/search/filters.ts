/** Filters as conditions on papers. */
import { and, sql, type SQL } from "drizzle-orm";
import { titleKey } from "../ingest/draft/identity.ts";
import {
  authors,
  entities,
  entityMentions,
  listEntries,
  listings,
  paperAuthors,
  papers,
  paperTopics,
  topics,
} from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { anyOf, idsIn } from "./index/documents.ts";
import { orderings } from "./order.ts";
import type { SearchFilters, SearchOrder } from "./search.ts";
import { papersWithVerdict } from "./verdicts.ts";

/** The condition that all filters make together; undefined: there are none. What `without` names is left to the caller, who has the index. */
async function conditionOf(db: Db, filters: SearchFilters, unwanted: ReadonlySet<number>): Promise<SQL | undefined> {
  const { from, to, author, authors: names = [], topic, topics: slugs = [], source, entity } = filters;
  const { experiment, verdict, code, reproduced, arxiv } = filters;
  return and(
    unwanted.size === 0 ? undefined : sql`${papers.id} not in (${idsIn([...unwanted])})`,
    from === undefined ? undefined : sql`${papers.published} >= cast(${from} as date)`,
    to === undefined ? undefined : sql`${papers.published} <= cast(${to} as date)`,
    author === undefined
      ? undefined
      : sql`${papers.id} in (select ${paperAuthors.paperId} from ${paperAuthors} join ${authors}
          on ${authors.id} = ${paperAuthors.authorId} where ${authors.nameKey} = ${titleKey(author)})`,
    topic === undefined
      ? undefined
      : sql`${papers.id} in (select ${paperTopics.paperId} from ${paperTopics} where ${paperTopics.topic} = ${topic})`,
    ...names.map(
      (name) => sql`${papers.id} in (select ${paperAuthors.paperId} from ${paperAuthors} join ${authors}
        on ${authors.id} = ${paperAuthors.authorId} where ${isNamed(name)})`,
    ),
    ...slugs.map(
      (slug) => sql`${papers.id} in (select ${paperTopics.paperId} from ${paperTopics}
        where lower(${paperTopics.topic}) = ${slug.toLowerCase()})`,
    ),
    code === undefined ? undefined : sql`(${papers.code} is not null) = cast(${code} as boolean)`,
    arxiv === undefined ? undefined : sql`${papers.arxiv} = ${arxiv}`,
    reproduced === undefined
      ? undefined
      : sql`(${papers.id} = ${anyOf(await papersWithVerdict(db, ["matches", "holds"]))}) = cast(${reproduced} as boolean)`,
    source === undefined
      ? undefined
      : sql`${papers.id} in (select ${listings.paperId} from ${listings} where ${listings.source} = ${source})`,
    entity === undefined
      ? undefined
      : sql`${papers.id} in (select ${entityMentions.paperId} from ${entityMentions} join ${entities}
          on ${entities.id} = ${entityMentions.entityId} where ${isEntity(entity)})`,
    experiment === undefined ? undefined : sql`(${papers.experiment} is not null) = cast(${experiment} as boolean)`,
    verdict === undefined ? undefined : sql`${papers.id} = ${anyOf(await papersWithVerdict(db, [verdict]))}`,
  );
}

/** "wordnet:n123": no dictionary has a colon in its name, a concept may. */
function isEntity(address: string): SQL {
  const [dictionary, ...concept] = address.split(":");
  return sql`${entities.dictionary} = ${dictionary} and ${entities.concept} = ${concept.join(":")}`;
}

/** A whole name, or its last words: "LeCun". */
function isNamed(name: string): SQL {
  const key = titleKey(name);
  return sql`(${authors.nameKey} = ${key} or right(${authors.nameKey}, ${key.length + 1}) = ${` ${key}`})`;
}

/** Whether the store has an author of that name, and a topic of that slug. */
export async function areKnown(
  db: Db,
  { authors: names = [], topics: slugs = [] }: Pick<SearchFilters, "authors" | "topics">,
): Promise<boolean> {
  const [{ known }] = await rowsOf<{ known: boolean }>(
    db,
    sql`select ${and(
      sql`true`,
      ...names.map((name) => sql`exists (select 1 from ${authors} where ${isNamed(name)})`),
      ...slugs.map((slug) => sql`exists (select 1 from ${topics} where lower(${topics.slug}) = ${slug.toLowerCase()})`),
    )} as known`,
  );
  return known;
}

/** Papers that the filters leave; null: all. @param unwanted ids that are left out. */
export async function allowedPapers(
  db: Db,
  filters: SearchFilters,
  unwanted: ReadonlySet<number> = new Set(),
): Promise<ReadonlySet<number> | null> {
  const condition = await conditionOf(db, filters, unwanted);
  if (condition === undefined) return null;
  // One value instead of a row per paper: a range of dates may leave a hundred thousand.
  const [{ ids }] = await rowsOf<{ ids: string | null }>(
    db,
    sql`select string_agg(cast(${papers.id} as text), ' ') as ids from ${papers} where ${condition}`,
  );
  return new Set(ids === null ? [] : ids.split(" ").map(Number));
}

/** For a search without words: in an order of its own, by default newest first. */
export async function newestPapers(
  db: Db,
  filters: SearchFilters,
  unwanted: ReadonlySet<number>,
  limit: number,
  order: SearchOrder = "newest",
): Promise<{ total: number; ids: number[] }> {
  const condition = (await conditionOf(db, filters, unwanted)) ?? sql`true`;
  const [{ total }] = await rowsOf<{ total: number }>(
    db,
    sql`select cast(count(*) as integer) as total from ${papers} where ${condition}`,
  );
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select ${papers.id} as id from ${papers} left join ${listEntries} on ${listEntries.paperId} = ${papers.id}
        where ${condition} order by ${orderings[order]}, ${papers.published} desc nulls last, ${papers.slug} limit ${limit}`,
  );
  return { total, ids: rows.map(({ id }) => id) };
}
