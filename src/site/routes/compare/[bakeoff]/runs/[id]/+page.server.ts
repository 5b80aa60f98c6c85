/** One run of a bake-off: what it was made on, and every unit with all that it found. */
import { context } from "$lib/server/context";
import { loadBakeoff } from "#bakeoffs/registry";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const bakeoff = await loadBakeoff(params.bakeoff);
  const run = bakeoff && (await context().library.bakeoffs.run(params.id));
  if (!bakeoff || !run || run.bakeoff !== bakeoff.slug)
    error(404, {
      message: `There is no run ${params.id.slice(0, 60)} of this comparison.`,
      suggestions: bakeoff ? [{ href: `/compare/${bakeoff.slug}`, title: bakeoff.title }] : [],
    });
  const titles = new Map(bakeoff.units(run.preset).map(({ key, title }) => [key, title]));
  const { units, ...facts } = run;
  return {
    title: bakeoff.title,
    facts,
    all: titles.size,
    units: units.map((unit) => ({ ...unit, title: titles.get(unit.key) ?? unit.key })),
  };
};
