/** A bake-off: the run that its numbers come from, what it says, and the others there are. */
import { context } from "$lib/server/context";
import { bestRun } from "$lib/server/papers/comparisons";
import { downloadBytes } from "$lib/server/papers/datasets";
import { loadBakeoff, bakeoffSlugs } from "#bakeoffs/registry";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params, url }) => {
  const bakeoff = await loadBakeoff(params.bakeoff);
  if (bakeoff === null)
    error(404, {
      message: `There is no comparison “${params.bakeoff.slice(0, 60)}”.`,
      suggestions: bakeoffSlugs.map((slug) => ({ href: `/compare/${slug}`, title: slug })),
    });
  const { library, version } = context();
  const runs = await library.bakeoffs.runs(bakeoff.slug);
  const wanted = url.searchParams.get("run");
  const shown = wanted === null ? bestRun(runs) : (runs.find(({ id }) => id === wanted) ?? null);
  if (wanted !== null && shown === null)
    error(404, { message: "There is no such run of this comparison.", suggestions: [] });
  const run = shown && (await library.bakeoffs.run(shown.id));
  return {
    slug: bakeoff.slug,
    title: bakeoff.title,
    summary: bakeoff.summary,
    charts: bakeoff.charts,
    quick: bakeoff.quick,
    untuned: bakeoff.untuned ?? false,
    seconds: bakeoff.presets.quick.seconds.browser,
    downloadBytes: await downloadBytes(bakeoff.datasets),
    run: shown,
    /** It was made with other settings, rates or arms than those of today. */
    outdated: shown !== null && shown.definition !== bakeoff.definition(shown.preset),
    report: run && bakeoff.report(run),
    runs,
    versions: { papertape: version },
  };
};
