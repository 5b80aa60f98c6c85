/** Papers as entries of a list: the row, and everything around it, in one statement however long the list. */
import { beginningOf } from "#lab/text/clusters";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Claim, ExperimentFacts, PaperSummary, SourceLink, Topic } from "../catalogue.ts";
import { countReproduced, judgeEvidence } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { LIMITS } from "../ingest/draft/record.ts";
import { firstSentence } from "../words/sentences.ts";
import { jsonOf } from "../store/json-rows.ts";
import { claims } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";

export interface ClaimOfPaper {
  readonly id: string;
  readonly claim: Claim;
}

/** A paper of those that were chosen, with what the choice itself says of it. */
export interface Summarized<Chosen> {
  readonly chosen: Chosen;
  readonly paper: PaperSummary;
  /** null unless asked for, and where there is none. */
  readonly abstract: string | null;
  /** Both ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Summaries of papers, in their order; one that is gone is left out.
 * @param options.names of authors at most; a paper can have thousands.
 * @param options.abstracts most of what is known of a paper is its abstract, which a list does not show.
 */
export async function summarize<Chosen extends { readonly id: number }>(
  db: Db,
  choice: readonly Chosen[],
  { names = LIMITS.authors, abstracts = false }: { readonly names?: number; readonly abstracts?: boolean } = {},
): Promise<Summarized<Chosen>[]> {
  if (choice.length === 0) return [];
  const ids = choice.map(({ id }) => id);
  const papers = await papersOf(db, ids, names, abstracts);
  const rows = choice.flatMap((chosen) => {
    const paper = papers.get(chosen.id);
    return paper ? [{ ...paper, chosen }] : [];
  });
  const claiming = rows.filter(({ claims }) => claims.length > 0).map(({ id }) => id);
  const samples = await groundSamples(db, claiming);
  return rows.map((row) => {
    const marks = row.claims.map(({ id, claim }) => {
      const { judgement } = judgeEvidence(claim, samples.get(row.id)?.get(id) ?? []);
      return {
        id,
        says: claim.statement,
        verdict: judgement.verdict,
        proxy: judgement.proxy,
        scale: claim.scale ?? null,
      };
    });
    const paper = {
      slug: row.slug,
      title: row.title,
      summary: row.summary,
      brief: row.beginning === null ? null : firstSentence(beginningOf(row.beginning, beginningLength - 1)),
      published: row.published && row.published.slice(0, { day: 10, month: 7, year: 4 }[row.precision]),
      listed: row.listed,
      authorCount: row.author_count,
      authors: row.authors,
      organization: row.organization,
      venue: row.venue,
      topics: row.topics,
      comments: row.comments,
      votes: row.votes,
      source: sourceOf(row),
      experiment: row.experiment,
      runs: row.runs,
      claims: marks,
      reproduced: countReproduced(marks),
    };
    return {
      chosen: row.chosen,
      paper,
      abstract: row.abstract,
      createdAt: inUtc(row.created),
      updatedAt: inUtc(row.updated),
    };
  });
}

/** A choice by ids alone. */
export const chosenBy = (ids: readonly number[]) => ids.map((id) => ({ id }));

const inUtc = (moment: string): string => new Date(moment).toISOString();

/** Current claims of each paper, in its own order. */
export async function claimsByPaper(db: Db, ids: readonly number[]): Promise<Map<number, ClaimOfPaper[]>> {
  const rows = await db
    .select({ paper: claims.paperId, id: claims.id, claim: claims.definition })
    .from(claims)
    .where(and(inArray(claims.paperId, [...ids]), eq(claims.retired, false)))
    .orderBy(asc(claims.paperId), asc(claims.position));
  return grouped(rows.map(({ paper, ...claim }) => [paper, claim]));
}

function sourceOf({ arxiv, doi, url }: Pick<PaperRow, "arxiv" | "doi" | "url">): SourceLink | null {
  if (arxiv !== null) return { name: "arXiv", id: arxiv, url: `https://arxiv.org/abs/${arxiv}` };
  if (doi !== null) return { name: "DOI", id: doi, url: `https://doi.org/${encodeURI(doi)}` };
  // Only an address of the web becomes a link: a source may write anything there.
  if (url !== null && /^https?:\/\//i.test(url) && URL.canParse(url))
    return { name: "Web", id: new URL(url).host, url };
  return null;
}

/** Characters in which the first sentence of a text is looked for. */
const beginningLength = 2_000;

interface PaperRow extends AroundPaper {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  readonly summary: string | null;
  /** Of the summary, or else of the abstract: enough for its first sentence. */
  readonly beginning: string | null;
  readonly abstract: string | null;
  readonly published: string | null;
  readonly precision: "day" | "month" | "year";
  readonly author_count: number | null;
  readonly organization: string | null;
  readonly venue: string | null;
  readonly arxiv: string | null;
  readonly doi: string | null;
  readonly url: string | null;
  readonly experiment: ExperimentFacts | null;
  /** ISO 8601, in whatever zone the database is. */
  readonly created: string;
  readonly updated: string;
}

interface AroundPaper {
  readonly topics: readonly Topic[];
  readonly authors: readonly string[];
  readonly claims: readonly ClaimOfPaper[];
  readonly listed: string | null;
  readonly comments: number;
  readonly votes: number;
  /** Finished ones that are not visitors'. */
  readonly runs: number;
}

/**
 * One statement and one value in answer: most of a statement's time is spent around it. Each table is asked once for all
 * papers together; a subquery per paper takes twice as long in the embedded database, which looks up a small table's
 * length whenever it begins to read it.
 */
async function papersOf(
  db: Db,
  ids: readonly number[],
  names: number,
  abstracts: boolean,
): Promise<ReadonlyMap<number, PaperRow>> {
  const [{ found }] = await rowsOf<{ found: string }>(
    db,
    sql`
    with asked as materialized (select cast(json_array_elements_text(${jsonOf(ids)}) as integer) as paper)
    select cast(json_build_object(
      'papers', (select json_agg(papers) from (
        select id, slug, title, summary,
          left(coalesce(summary, abstract), cast(${beginningLength} as integer)) as beginning,
          ${abstracts ? sql`abstract` : sql`null`} as abstract,
          published, published_precision as precision, author_count, organization, venue, arxiv, doi, url, experiment,
          created_at as created, updated_at as updated
        from asked join papers on id = paper) as papers),
      'topics', (select json_agg(json_build_array(paper_id, json_build_object('slug', slug, 'name', name)) order by position)
        from asked join paper_topics on paper_id = paper join topics on slug = topic),
      'authors', (select json_agg(json_build_array(paper_id, name) order by position)
        from asked join paper_authors on paper_id = paper join authors on authors.id = author_id
        where position < ${names}),
      'claims', (select json_agg(json_build_array(paper_id, json_build_object('id', claims.id, 'claim', definition)) order by position)
        from asked join claims on paper_id = paper where not retired),
      -- A paper seen by several sources was listed when the first one says, and has the comments of the busiest.
      'listings', (select json_agg(json_build_array(paper_id, listing)) from (
        select paper_id, json_build_object('listed', min(listed), 'comments', max(comments), 'votes', max(votes)) as listing
        from asked join listings on paper_id = paper group by paper_id) as listed),
      'runs', (select json_agg(json_build_array(paper_id, number)) from (
        select paper_id, count(*) as number from asked join runs on paper_id = paper
        where state = 'finished' and origin <> 'browser' and not superseded and hidden_at is null group by paper_id) as finished)
    ) as text) as found`,
  );
  const all = JSON.parse(found) as Found;
  const [topics, authors, claims] = [grouped(all.topics), grouped(all.authors), grouped(all.claims)];
  const [listings, runs] = [new Map(all.listings), new Map(all.runs)];
  const papers = (all.papers ?? []).map((paper) => {
    const { listed, comments, votes } = listings.get(paper.id) ?? unlisted;
    return {
      ...paper,
      topics: topics.get(paper.id) ?? [],
      authors: authors.get(paper.id) ?? [],
      claims: claims.get(paper.id) ?? [],
      listed,
      comments: comments ?? 0,
      votes: votes ?? 0,
      runs: runs.get(paper.id) ?? 0,
    };
  });
  return new Map(papers.map((paper) => [paper.id, paper]));
}

/** What stands around the papers, by their ids; null: nothing. */
interface Found {
  readonly papers: readonly Omit<PaperRow, keyof AroundPaper>[] | null;
  readonly topics: readonly [number, Topic][] | null;
  readonly authors: readonly [number, string][] | null;
  readonly claims: readonly [number, ClaimOfPaper][] | null;
  readonly listings:
    readonly [number, { listed: string | null; comments: number | null; votes: number | null }][] | null;
  readonly runs: readonly [number, number][] | null;
}

const unlisted = { listed: null, comments: 0, votes: 0 };

function grouped<Value>(pairs: readonly (readonly [number, Value])[] | null): Map<number, Value[]> {
  const groups = new Map<number, Value[]>();
  for (const [id, value] of pairs ?? []) {
    const group = groups.get(id);
    if (group) group.push(value);
    else groups.set(id, [value]);
  }
  return groups;
}
