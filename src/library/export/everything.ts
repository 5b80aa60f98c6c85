/** A library as lines of JSON, for whoever reads it without papertape: docs/export.md says what a line holds. */
import type { Claim, RunRecord } from "#lab/kit/index";
import type { Catalogue, LedgerRow, PaperSummary, RunSummary } from "../catalogue.ts";
import type { ListEntry, Lists } from "../lists/lists.ts";

/** What it is made from, in the process that holds the library or over HTTP beside one. */
export interface Exported {
  readonly catalogue: Pick<Catalogue, "paper" | "runs" | "run">;
  readonly lists: Pick<Lists, "page">;
}

/** Raised when a field changes what it means or goes away; a new field is no reason. */
export const exportFormat = 1;

interface ExportBeginning {
  readonly kind: "papertape";
  readonly format: number;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
}

type ExportedClaim = Claim & Pick<LedgerRow, "id" | "judgement" | "evidence" | "runs">;

/** With the field names that an import of JSON Lines reads, so that another papertape takes the file in. */
interface ExportedPaper
  extends
    Pick<PaperSummary, "slug" | "title" | "summary" | "authors" | "authorCount" | "organization" | "venue">,
    Pick<PaperSummary, "votes" | "comments">,
    Pick<ListEntry, "abstract" | "day"> {
  readonly kind: "paper";
  readonly date: string | null;
  readonly id: string | null;
  readonly doi: string | null;
  readonly url: string | null;
  /** Slugs of topics. */
  readonly categories: readonly string[];
  readonly addedAt: string;
  readonly changedAt: string;
  readonly claims: readonly ExportedClaim[];
}

interface ExportedRun extends RunRecord {
  readonly kind: "run";
  readonly title: string;
  readonly superseded: boolean;
}

/** The last line: whoever finds it has the whole. */
export interface ExportEnd {
  readonly kind: "end";
  readonly papers: number;
  readonly runs: number;
}

export type ExportLine = ExportBeginning | ExportedPaper | ExportedRun | ExportEnd;

const pageLength = 500;
const atOnce = 1_000;

/** Lines in their order: what the file is, papers (the latest day first), runs (the first that ended first), the end. */
export async function* everything(library: Exported, version: string): AsyncGenerator<ExportLine> {
  yield { kind: "papertape", format: exportFormat, version, exportedAt: new Date().toISOString() };
  let [papers, runs] = [0, 0];
  for await (const entry of allPapers(library)) {
    yield await paperLine(library, entry);
    papers++;
  }
  for await (const { id } of allRuns(library)) {
    const run = await library.catalogue.run(id);
    if (run === null) continue;
    yield { kind: "run", title: run.title, superseded: run.superseded, ...run.record };
    runs++;
  }
  yield { kind: "end", papers, runs };
}

async function* allPapers({ lists }: Exported): AsyncGenerator<ListEntry> {
  let after: string | undefined;
  do {
    const page = await lists.page({ of: { kind: "all" }, after, limit: pageLength, abstracts: true });
    yield* page.entries;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

async function paperLine({ catalogue }: Exported, entry: ListEntry): Promise<ExportedPaper> {
  const { paper, abstract, day, createdAt, updatedAt } = entry;
  const { slug, title, summary, authors, authorCount, organization, published, venue, topics, source } = paper;
  const page = paper.claims.length === 0 ? null : await catalogue.paper(slug);
  return {
    kind: "paper",
    ...{ slug, title, summary, abstract, authors, authorCount, organization, date: published, venue },
    id: source?.id ?? null,
    doi: source?.name === "DOI" ? source.id : null,
    url: source?.url ?? null,
    categories: topics.map((topic) => topic.slug),
    ...{ day, votes: paper.votes, comments: paper.comments, addedAt: createdAt, changedAt: updatedAt },
    claims: (page?.ledger ?? []).map(claimOf),
  };
}

const claimOf = ({ id, claim, judgement, evidence, runs }: LedgerRow): ExportedClaim => ({
  ...claim,
  ...{ id, judgement, evidence, runs },
});

/** Runs of this installation and of those that ship, then those of visitors. */
async function* allRuns({ catalogue }: Exported): AsyncGenerator<RunSummary> {
  for (const visitors of [false, true]) {
    const seen = new Set<string>();
    let since = new Date(0).toISOString();
    for (;;) {
      const page = await catalogue.runs({ visitors, since, limit: atOnce });
      const fresh = page.filter(({ id }) => !seen.has(id));
      if (fresh.length === 0 && page.length === atOnce) throw new Error(`more than ${atOnce} runs ended at ${since}`);
      if (fresh.length === 0) break;
      for (const run of fresh) {
        seen.add(run.id);
        since = run.finishedAt ?? run.startedAt;
        yield run;
      }
    }
  }
}
