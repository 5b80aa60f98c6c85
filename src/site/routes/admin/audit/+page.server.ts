/** Who did what. */
import { context } from "$lib/server/context";
import { requireRole } from "$lib/server/guard/reader";
import type { PageServerLoad } from "./$types";

const pageLength = 100;

export const load: PageServerLoad = async (event) => {
  requireRole(event, "admin");
  const before = event.url.searchParams.get("before") ?? "";
  const lines = await context().library.audit.list({
    before: /^[1-9]\d{0,14}$/.test(before) ? Number(before) : undefined,
    limit: pageLength,
  });
  return { lines, older: lines.length === pageLength ? lines.at(-1)!.id : null };
};
