/** Records that could not become papers, newest first. */
import { context } from "$lib/server/context";
import { requireRole } from "$lib/server/guard/reader";
import type { PageServerLoad } from "./$types";

const limit = 50;

export const load: PageServerLoad = async (event) => {
  requireRole(event, "admin");
  const source = event.url.searchParams.get("source") ?? undefined;
  const before = event.url.searchParams.get("before") ?? "";
  const records = await context().library.sources.rejections({
    source,
    limit,
    ...(/^\d{1,9}$/.test(before) && { before: Number(before) }),
  });
  const next = new URLSearchParams({
    ...(source !== undefined && { source }),
    before: String(records.at(-1)?.id ?? 0),
  });
  return { records, source: source ?? null, next: records.length === limit ? `?${next}` : null };
};
