/** A chart of a run as SVG, as the page shows it, or its points as CSV: all of them, where the page shows fewer. */
import { chartModel } from "$lib/chart/model";
import { linesOf, thinned } from "#library/runs/lines";
import { chartSvg } from "$lib/chart/svg";
import { chartCsv } from "$lib/chart/table";
import { slugify } from "#library/words/count";
import { context } from "$lib/server/context";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ params }) => {
  const [, slug, kind] = /^(.+)\.(svg|csv)$/.exec(params.file) ?? [];
  const run = slug ? await context().catalogue.run(params.id) : null;
  const [name, chart] = Object.entries(run?.charts ?? {}).find(([name]) => slugify(name) === slug) ?? [];
  if (!run || name === undefined || chart === undefined) error(404, { message: "This run has no such chart." });
  const lines = linesOf(run.record.points)[name] ?? [];
  const text = kind === "svg" ? chartSvg(chartModel(name, chart, thinned(lines).lines)) : chartCsv(chart, lines);
  return new Response(text, {
    headers: { "content-type": kind === "svg" ? "image/svg+xml; charset=utf-8" : "text/csv; charset=utf-8" },
  });
};
