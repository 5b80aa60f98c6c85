/** Bake-offs as pages show them: the run that speaks for one, and what it says of one paper. */
import type { BakeoffRunSummary } from "#library/bakeoffs/bakeoffs";
import type { Bakeoff } from "#bakeoffs/bakeoff";
import { bakeoffSlugs, loadBakeoff } from "#bakeoffs/registry";
import type { Report } from "#bakeoffs/report";
import { context } from "../context";

/** Shipped results first, then whole full runs, then whatever has most; null where nothing is done yet. */
export function bestRun(runs: readonly BakeoffRunSummary[]): BakeoffRunSummary | null {
  const rank = ({ origin, preset, state }: BakeoffRunSummary) =>
    origin === "committed" ? 0 : state === "finished" ? (preset === "full" ? 1 : 2) : 3;
  return runs.filter(({ done }) => done > 0).toSorted((a, b) => rank(a) - rank(b) || b.done - a.done)[0] ?? null;
}

/** Every bake-off, in the order of the registry. */
export async function allBakeoffs(): Promise<Bakeoff[]> {
  const all = await Promise.all(bakeoffSlugs.map((slug) => loadBakeoff(slug)));
  return all.filter((bakeoff) => bakeoff !== null);
}

export interface Comparison {
  readonly slug: string;
  readonly title: string;
  /** Address of the run. */
  readonly run: string;
  /** The rows of the paper's own arms. */
  readonly table: Pick<Report, "subject" | "columns" | "rows">;
}

/** The bake-offs that a paper's method takes part in. */
export async function comparisonsWith(paper: string): Promise<Comparison[]> {
  const { library } = context();
  // Runs have hundreds of units: only those are read whose report has something to say of the paper.
  const bakeoffs = (await allBakeoffs()).filter(({ papers }) => papers.includes(paper));
  const found = bakeoffs.map(async (bakeoff) => {
    const shown = bestRun(await library.bakeoffs.runs(bakeoff.slug));
    const run = shown && (await library.bakeoffs.run(shown.id));
    if (!run) return [];
    const { subject, columns, rows } = bakeoff.report(run);
    const own = rows.filter((row) => row.paper === paper);
    const { slug, title } = bakeoff;
    return own.length === 0
      ? []
      : [{ slug, title, run: `/compare/${slug}/runs/${run.id}`, table: { subject, columns, rows: own } }];
  });
  return (await Promise.all(found)).flat();
}
