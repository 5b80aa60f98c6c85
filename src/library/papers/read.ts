/** Questions about papers: the list, and one paper with its ledger. */
import { and, asc, eq, exists, min, sql } from "drizzle-orm";
import type { PaperFilter, PaperPage, PaperSummary } from "../catalogue.ts";
import { ledgerRow } from "../ledger/ledger.ts";
import { allSamples } from "../ledger/samples.ts";
import { listRuns } from "../runs/read.ts";
import { listings, papers, paperTopics } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { claimsByPaper, summarize, summaryColumns } from "./summaries.ts";

/** See `Catalogue.papers`. A paper without a day of publication stands where it was listed. */
export async function listPapers(db: Db, { topic }: PaperFilter = {}): Promise<PaperSummary[]> {
  const listed = db
    .select({ day: min(listings.listed) })
    .from(listings)
    .where(eq(listings.paperId, papers.id));
  const about =
    topic === undefined
      ? undefined
      : exists(
          db
            .select({ one: sql`1` })
            .from(paperTopics)
            .where(and(eq(paperTopics.paperId, papers.id), eq(paperTopics.topic, topic))),
        );
  const rows = await db
    .select(summaryColumns)
    .from(papers)
    .where(about)
    .orderBy(sql`coalesce(${papers.published}, (${listed})) desc nulls last`, asc(papers.slug));
  return summarize(db, rows);
}

/** See `Catalogue.paper`. */
export async function readPaper(db: Db, slug: string): Promise<PaperPage | null> {
  const [row] = await db
    .select({ ...summaryColumns, code: papers.code, unverified: papers.unverified })
    .from(papers)
    .where(eq(papers.slug, slug));
  if (!row) return null;
  const [summary] = await summarize(db, [row]);
  const claims = (await claimsByPaper(db, [row.id])).get(row.id) ?? [];
  const samples = (await allSamples(db, [row.id])).get(row.id);
  return {
    ...summary,
    abstract: row.abstract,
    code: row.code && codeAddress(row.code),
    unverified: row.unverified,
    ledger: claims.map(({ id, claim }) => ledgerRow(id, claim, samples?.get(id) ?? [])),
    recentRuns: await listRuns(db, { paper: slug, limit: 20 }),
  };
}

const codeAddress = (code: string): string => (/^https?:\/\//.test(code) ? code : `https://github.com/${code}`);
