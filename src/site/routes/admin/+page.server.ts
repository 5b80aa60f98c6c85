/** How this installation stands. */
import { context } from "$lib/server/context";
import { requireRole } from "$lib/server/guard/reader";
import { saysOfDurability } from "#library/words/durability";
import { saysOfSearch } from "#library/words/search";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  requireRole(event, "editor");
  const { library, version } = context();
  const { jobs, mailer, kind, durable, search } = library;
  return {
    version,
    kind,
    durability: saysOfDurability(kind, durable),
    mail: { kind: mailer.kind, where: mailer.where },
    search: saysOfSearch(await search.status()),
    storage: await library.storage(),
    schedules: await jobs.schedules(),
    working: jobs.state(),
    jobs: await jobs.list({ limit: 20 }),
  };
};
