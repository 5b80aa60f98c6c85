/** How every source stands: when its last whole list came, and why there is none; and what search can do. */
import { context } from "$lib/server/context";
import { saysOfSearch } from "#library/words/search";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ locals }) => {
  const { sources, jobs, lists, search } = context().library;
  const today = new Date().toISOString().slice(0, 10);
  return {
    sources: await sources.status(),
    jobs: jobs.state(),
    search: saysOfSearch(await search.status()),
    imports: await sources.runs({ source: "import", limit: 5 }),
    latest: await lists.latestDay(today),
    admin: locals.reader?.role === "admin",
  };
};
