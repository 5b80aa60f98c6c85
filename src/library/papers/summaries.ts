/** Papers as entries of a list: the row, and everything around it, in a fixed number of queries however long the list. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Claim, ExperimentFacts, PaperSummary, SourceLink, Topic } from "../catalogue.ts";
import { countReproduced, judgeGround } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { LIMITS } from "../ingest/record.ts";
import { jsonOf } from "../ingest/rows.ts";
import { claims, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";

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
  if (rows.length === 0) return [];
  const around = await aroundPapers(
    db,
    rows.map(({ id }) => id),
    names,
  );
  const claiming = [...around.values()].filter(({ claims }) => claims !== null);
  const samples = await groundSamples(
    db,
    claiming.map(({ id }) => id),
  );
  return rows.map((row) => {
    const { topics, authors, listed, comments, votes, runs, claims } = around.get(row.id)!;
    const marks = (claims ?? []).map(({ id, claim }) => {
      const { judgement } = judgeGround(claim, samples.get(row.id)?.get(id) ?? []);
      return { id, says: claim.says, verdict: judgement.verdict, proxy: judgement.proxy };
    });
    return {
      slug: row.slug,
      title: row.title,
      summary: row.summary,
      brief: firstSentence(row.summary ?? row.abstract),
      published: row.published && row.published.slice(0, { day: 10, month: 7, year: 4 }[row.precision]),
      listed,
      authorCount: row.authorCount,
      authors: authors ?? [],
      organization: row.organization,
      topics: topics ?? [],
      comments,
      votes,
      source: sourceOf(row),
      experiment: row.experiment,
      runs,
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

interface AroundPaper {
  readonly id: number;
  /** null: none. */
  readonly topics: readonly Topic[] | null;
  readonly authors: readonly string[] | null;
  readonly claims: readonly ClaimOfPaper[] | null;
  readonly listed: string | null;
  readonly comments: number;
  readonly votes: number;
  /** Finished ones. */
  readonly runs: number;
}

/** One statement and one value in answer: on a small store most of a statement's time is spent around it. */
async function aroundPapers(
  db: Db,
  ids: readonly number[],
  names: number = LIMITS.authors,
): Promise<Map<number, AroundPaper>> {
  const [{ around }] = await rowsOf<{ around: string }>(
    db,
    sql`
    select cast(json_agg(paper) as text) as around from (
      select asked.id,
        (select json_agg(json_build_object('slug', topics.slug, 'name', topics.name) order by paper_topics.position)
         from paper_topics join topics on topics.slug = paper_topics.topic where paper_topics.paper_id = asked.id) as topics,
        (select json_agg(authors.name order by paper_authors.position)
         from paper_authors join authors on authors.id = paper_authors.author_id
         where paper_authors.paper_id = asked.id and paper_authors.position < ${names}) as authors,
        (select json_agg(json_build_object('id', claims.id, 'claim', claims.definition) order by claims.position)
         from claims where claims.paper_id = asked.id and not claims.retired) as claims,
        seen.*,
        (select count(*) from runs where runs.paper_id = asked.id and runs.state = 'finished' and not runs.superseded) as runs
      from (select cast(json_array_elements_text(${jsonOf(ids)}) as integer) as id) as asked
      -- A paper seen by several sources was listed when the first one says, and has the comments of the busiest.
      cross join lateral (
        select min(listed) as listed, coalesce(max(comments), 0) as comments, coalesce(max(votes), 0) as votes
        from listings where listings.paper_id = asked.id) as seen) as paper`,
  );
  return new Map((JSON.parse(around) as AroundPaper[]).map((paper) => [paper.id, paper]));
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
