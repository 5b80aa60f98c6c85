/** The latest list there is; a library with nothing but its shelf shows the shelf. */
import { context } from "$lib/server/context";
import { byYear } from "$lib/server/entries";
import { listView } from "$lib/server/list-page";
import { standingOf } from "$lib/server/marks";
import { dayPeriod, periodTitle } from "#library/words/period";
import type { RequestEvent } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { lists } = context().library;
  const today = new Date().toISOString().slice(0, 10);
  const [day, shelf, topics] = [await lists.latestDay(today), await shelfFacts(event), await lists.topics()];
  const period = day === null ? null : dayPeriod(day);
  const of = period && ({ kind: "period", period } as const);
  return {
    shelf,
    today,
    topics: topics.slice(0, 8),
    allTopics: topics.length,
    latest: of && {
      day: of.period.name,
      title: periodTitle(of.period),
      papers: await lists.count(of),
      view: await listView(event, of, { sorts: ["votes", "newest", "comments"] }),
    },
  };
};

async function shelfFacts(event: Pick<RequestEvent, "locals">) {
  const { entries } = await context().library.lists.page({ of: { kind: "shelf" }, limit: 1_000 });
  const papers = entries
    .map(({ paper }) => paper)
    .sort((a, b) => (b.published ?? "").localeCompare(a.published ?? "") || a.slug.localeCompare(b.slug));
  const sum = (numberOf: (paper: (typeof papers)[number]) => number) =>
    papers.reduce((all, paper) => all + numberOf(paper), 0);
  const groups = byYear(papers);
  return {
    groups,
    standing: await standingOf(event, groups),
    papers: papers.length,
    runnable: papers.filter(({ experiment }) => experiment !== null).length,
    claims: sum(({ reproduced }) => reproduced.total),
    holding: sum(({ reproduced }) => reproduced.direct),
  };
}
