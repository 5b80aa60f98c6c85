/** The bake-offs there are. */
import { context } from "$lib/server/context";
import { allBakeoffs, bestRun } from "$lib/server/papers/comparisons";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const { library } = context();
  const comparisons = (await allBakeoffs()).map(async ({ slug, title, summary }) => {
    const run = bestRun(await library.bakeoffs.runs(slug));
    return { slug, title, summary, run: run && { preset: run.preset, done: run.done, startedAt: run.startedAt } };
  });
  return { comparisons: await Promise.all(comparisons) };
};
