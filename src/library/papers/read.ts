/** Questions about papers: the list, and one paper with its ledger. */
import { eq } from "drizzle-orm";
import type { PaperFilter, PaperPage, PaperQuestion, PaperSummary } from "../catalogue.ts";
import { ledgerRow } from "../ledger/ledger.ts";
import { allSamples } from "../ledger/samples.ts";
import { isOneOf } from "../store/json-rows.ts";
import { readList } from "../lists/read.ts";
import { listRuns } from "../runs/read.ts";
import { formerSlugs, listEntries, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { claimsByPaper, summarize } from "./summaries.ts";

/** See `Catalogue.papers`. */
export async function listPapers(db: Db, { topic, limit = 100 }: PaperFilter = {}): Promise<PaperSummary[]> {
  const of = topic === undefined ? ({ kind: "all" } as const) : ({ kind: "topic", topic } as const);
  const { entries } = await readList(db, { of, limit });
  return entries.map(({ paper }) => paper);
}

/** The papers of these slugs, in their order, counted as in lists; one that is not here is left out. */
export async function papersNamed(db: Db, slugs: readonly string[]): Promise<PaperSummary[]> {
  if (slugs.length === 0) return [];
  const { votes, comments } = listEntries;
  const choice = await db
    .select({ id: papers.id, votes, comments })
    .from(papers)
    .innerJoin(listEntries, eq(listEntries.paperId, papers.id))
    .where(isOneOf(papers.slug, slugs));
  const rows = await summarize(db, choice);
  const found = new Map(
    rows.map(({ paper, chosen: { votes, comments } }) => [paper.slug, { ...paper, votes, comments }]),
  );
  return slugs.flatMap((slug) => found.get(slug) ?? []);
}

/** See `Catalogue.paper`. */
export async function readPaper(
  db: Db,
  slug: string,
  { visitors = false }: PaperQuestion = {},
): Promise<PaperPage | null> {
  const choice = await db
    .select({ id: papers.id, code: papers.code, unverified: papers.unverified })
    .from(papers)
    .where(eq(papers.slug, slug));
  const [row] = await summarize(db, choice, { abstracts: true });
  if (!row) {
    const now = await slugNow(db, slug);
    return now === null ? null : readPaper(db, now, { visitors });
  }
  const { id, code, unverified } = row.chosen;
  // Most papers only came in, and claim nothing that is measured here.
  const claiming = row.paper.claims.length > 0;
  const claims = (claiming && (await claimsByPaper(db, [id])).get(id)) || [];
  const samples = claiming ? (await allSamples(db, id, { visitors })).get(id) : undefined;
  return {
    ...row.paper,
    abstract: row.abstract,
    code: code && codeAddress(code),
    unverified,
    ledger: claims.map(({ id, claim }) => ledgerRow(id, claim, samples?.get(id) ?? [])),
    recentRuns: await listRuns(db, { paper: slug, limit: 20, visitors }),
  };
}

/** Where an address leads whose paper turned out to be another one; null: nowhere. */
export async function slugNow(db: Db, former: string): Promise<string | null> {
  const [row] = await db
    .select({ slug: papers.slug })
    .from(formerSlugs)
    .innerJoin(papers, eq(papers.id, formerSlugs.paperId))
    .where(eq(formerSlugs.slug, former));
  return row?.slug ?? null;
}

const codeAddress = (code: string): string => (/^https?:\/\//.test(code) ? code : `https://github.com/${code}`);
