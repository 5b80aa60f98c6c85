/** Papers as entries of a list: the row, and everything around it, in a fixed number of queries however long the list. */
import { and, asc, eq, inArray, lt, min, sql } from "drizzle-orm";
import type { Claim, ExperimentFacts, PaperSummary, SourceLink, Topic } from "../catalogue.ts";
import { countReproduced, judgeGround } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { authors, claims, listings, paperAuthors, papers, paperTopics, runs, topics } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/** The columns of a paper that a summary needs. */
export const summaryColumns = {
  id: papers.id,
  slug: papers.slug,
  title: papers.title,
  summary: papers.summary,
  abstract: papers.abstract,
  published: papers.published,
  precision: papers.publishedPrecision,
  authorCount: papers.authorCount,
  organization: papers.organization,
  arxiv: papers.arxiv,
  doi: papers.doi,
  url: papers.url,
  experiment: papers.experiment,
};

export interface SummaryRow {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  readonly summary: string | null;
  readonly abstract: string | null;
  readonly published: string | null;
  readonly precision: "day" | "month" | "year";
  readonly authorCount: number | null;
  readonly organization: string | null;
  readonly arxiv: string | null;
  readonly doi: string | null;
  readonly url: string | null;
  readonly experiment: ExperimentFacts | null;
}

export interface ClaimOfPaper {
  readonly id: string;
  readonly claim: Claim;
}

/**
 * Summaries in the order of the rows.
 * @param names of authors at most; a paper can have thousands.
 */
export async function summarize(
  db: Db,
  rows: readonly SummaryRow[],
  { names }: { readonly names?: number } = {},
): Promise<PaperSummary[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [topicsOf, namesOf, seen, claimsOf, samples, runCounts] = [
    await topicsByPaper(db, ids),
    await authorsByPaper(db, ids, names),
    await listingsByPaper(db, ids),
    await claimsByPaper(db, ids),
    await groundSamples(db, ids),
    await runCountByPaper(db, ids),
  ];
  return rows.map((row) => {
    const marks = (claimsOf.get(row.id) ?? []).map(({ id, claim }) => {
      const { judgement } = judgeGround(claim, samples.get(row.id)?.get(id) ?? []);
      return { id, says: claim.says, verdict: judgement.verdict, proxy: judgement.proxy };
    });
    return {
      slug: row.slug,
      title: row.title,
      summary: row.summary,
      brief: firstSentence(row.summary ?? row.abstract),
      published: row.published && row.published.slice(0, { day: 10, month: 7, year: 4 }[row.precision]),
      listed: seen.get(row.id)?.listed ?? null,
      authorCount: row.authorCount,
      authors: namesOf.get(row.id) ?? [],
      organization: row.organization,
      topics: topicsOf.get(row.id) ?? [],
      comments: seen.get(row.id)?.comments ?? 0,
      votes: seen.get(row.id)?.votes ?? 0,
      source: sourceOf(row),
      experiment: row.experiment,
      runs: runCounts.get(row.id) ?? 0,
      claims: marks,
      reproduced: countReproduced(marks),
    };
  });
}

/** Current claims of each paper, in its own order. */
export async function claimsByPaper(db: Db, ids: readonly number[]): Promise<Map<number, ClaimOfPaper[]>> {
  const rows = await db
    .select({ paper: claims.paperId, id: claims.id, claim: claims.definition })
    .from(claims)
    .where(and(inArray(claims.paperId, [...ids]), eq(claims.retired, false)))
    .orderBy(asc(claims.paperId), asc(claims.position));
  return groupBy(rows, ({ id, claim }) => ({ id, claim }));
}

export function firstSentence(text: string | null): string | null {
  return text === null ? null : text.split(/(?<=[.?!])\s/)[0];
}

function sourceOf({ arxiv, doi, url }: SummaryRow): SourceLink | null {
  if (arxiv !== null) return { name: "arXiv", id: arxiv, url: `https://arxiv.org/abs/${arxiv}` };
  if (doi !== null) return { name: "DOI", id: doi, url: `https://doi.org/${encodeURI(doi)}` };
  // Only an address of the web becomes a link: a source may write anything there.
  if (url !== null && /^https?:\/\//i.test(url) && URL.canParse(url))
    return { name: "Web", id: new URL(url).host, url };
  return null;
}

async function topicsByPaper(db: Db, ids: readonly number[]): Promise<Map<number, Topic[]>> {
  const rows = await db
    .select({ paper: paperTopics.paperId, slug: topics.slug, name: topics.name })
    .from(paperTopics)
    .innerJoin(topics, eq(topics.slug, paperTopics.topic))
    .where(inArray(paperTopics.paperId, [...ids]))
    .orderBy(asc(paperTopics.paperId), asc(paperTopics.position));
  return groupBy(rows, ({ slug, name }) => ({ slug, name }));
}

async function authorsByPaper(db: Db, ids: readonly number[], most?: number): Promise<Map<number, string[]>> {
  const rows = await db
    .select({ paper: paperAuthors.paperId, name: authors.name })
    .from(paperAuthors)
    .innerJoin(authors, eq(authors.id, paperAuthors.authorId))
    .where(
      and(inArray(paperAuthors.paperId, [...ids]), most === undefined ? undefined : lt(paperAuthors.position, most)),
    )
    .orderBy(asc(paperAuthors.paperId), asc(paperAuthors.position));
  return groupBy(rows, ({ name }) => name);
}

/** A paper seen by several sources was listed when the first one says, and has the comments of the busiest. */
async function listingsByPaper(db: Db, ids: readonly number[]) {
  const rows = await db
    .select({
      paper: listings.paperId,
      listed: min(listings.listed),
      comments: sql<number>`coalesce(max(${listings.comments}), 0)`,
      votes: sql<number>`coalesce(max(${listings.votes}), 0)`,
    })
    .from(listings)
    .where(inArray(listings.paperId, [...ids]))
    .groupBy(listings.paperId);
  return new Map(rows.map((row) => [row.paper, row]));
}

async function runCountByPaper(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await db
    .select({ paper: runs.paperId, count: sql<number>`count(*)::int` })
    .from(runs)
    .where(and(inArray(runs.paperId, [...ids]), eq(runs.state, "finished"), eq(runs.superseded, false)))
    .groupBy(runs.paperId);
  return new Map(rows.map(({ paper, count }) => [paper, count]));
}

function groupBy<Row extends { paper: number }, Value>(
  rows: readonly Row[],
  value: (row: Row) => Value,
): Map<number, Value[]> {
  const groups = new Map<number, Value[]>();
  for (const row of rows) {
    const group = groups.get(row.paper);
    if (group) group.push(value(row));
    else groups.set(row.paper, [value(row)]);
  }
  return groups;
}
