/** The papers that run: what ships with papertape, newest first publication first. */
import { byYear } from "$lib/server/lists/entries";
import { standingOf } from "$lib/server/papers/marks";
import { context } from "$lib/server/context";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { entries } = await context().library.lists.page({ of: { kind: "shelf" }, limit: 1_000 });
  const papers = entries.map(({ paper }) => paper);
  const groups = byYear(
    papers.sort((a, b) => (b.published ?? "").localeCompare(a.published ?? "") || a.slug.localeCompare(b.slug)),
  );
  return {
    groups,
    standing: await standingOf(event, groups),
    papers: papers.length,
    today: new Date().toISOString().slice(0, 10),
  };
};
