/** One run: what it was, what it measured, what it drew. */
import { context } from "$lib/server/context";
import { plainTitle, withMaths } from "$lib/server/text/maths";
import { drawnCharts } from "$lib/server/papers/picture";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const { catalogue } = context();
  const run = await catalogue.run(params.id);
  if (run === null) {
    const latest = await catalogue.runs({ limit: 4 });
    error(404, {
      message: `There is no run ${params.id.slice(0, 60)} in this ledger.`,
      suggestions: latest.map(({ id, title, startedAt }) => ({
        href: `/runs/${id}`,
        title: `${plainTitle(title)}, ${startedAt.slice(0, 10)}`,
      })),
    });
  }
  const { points, ...record } = run.record;
  return {
    record,
    points: points.length,
    title: plainTitle(run.title),
    titleHtml: withMaths(run.title),
    superseded: run.superseded,
    claims: run.claims,
    charts: drawnCharts(run).map((drawn) => ({ ...drawn, chart: run.charts[drawn.name] })),
  };
};
