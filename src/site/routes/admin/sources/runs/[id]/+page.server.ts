/** One look at a source, or one import: how far it is, and what it did. */
import { context } from "$lib/server/context";
import { requireRole } from "$lib/server/guard/reader";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  requireRole(event, "admin");
  const { id } = event.params;
  const run = /^[1-9]\d{0,8}$/.test(id) ? await context().library.sources.run(Number(id)) : null;
  if (run === null) error(404, { message: "There is no such import." });
  return { run };
};
