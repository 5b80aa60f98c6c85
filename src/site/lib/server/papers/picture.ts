/** The run behind "The picture" of a paper's page: the best there is, not the best looking. */
import type { Catalogue, RunPage, RunSummary } from "#library/catalogue";
import { linesOf, thinned, type Thinned } from "#library/runs/lines";

export interface Drawn extends Thinned {
  readonly name: string;
}

/** The charts of a run that have axes, in the order of the experiment: what a page shows of them, while their CSV files have all. */
export function drawnCharts({ record, charts }: Pick<RunPage, "record" | "charts">): Drawn[] {
  const lines = linesOf(record.points);
  return Object.keys(charts).flatMap((name) => (lines[name] ? { name, ...thinned(lines[name]) } : []));
}

/**
 * Shipped full results first, then full runs of this installation, then its quick ones; newest first within each. Never a
 * visitor's: nobody has checked it, and it has a page of its own.
 */
export function bestRun(runs: readonly RunSummary[]): RunSummary | null {
  const finished = runs.filter(
    ({ state, superseded, origin }) => state === "finished" && !superseded && origin !== "browser",
  );
  const rank = ({ origin, preset }: RunSummary) => (origin === "committed" ? 0 : preset === "full" ? 1 : 2);
  return finished.toSorted((a, b) => rank(a) - rank(b) || b.startedAt.localeCompare(a.startedAt))[0] ?? null;
}

export async function pictureRun(catalogue: Catalogue, slug: string): Promise<RunPage | null> {
  const best = bestRun(await catalogue.runs({ paper: slug, limit: 1000 }));
  return best === null ? null : catalogue.run(best.id);
}
