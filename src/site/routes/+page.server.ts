/** Today: the newest list there is, or how to get one; then the shelf, what runs first. */
import { context } from "$lib/server/context";
import { toEntry, type Group } from "$lib/server/lists/entries";
import { followAction, followingView } from "$lib/server/lists/following";
import { listView, originsOf, periodSorts } from "$lib/server/lists/list-page";
import { standingOf } from "$lib/server/papers/marks";
import { dayPeriod, weekdayName } from "#library/words/period";
import { ageOfDay, formatDay } from "#library/words/time";
import type { RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** Of the newest list; the rest stands on the page of its day. */
const shown = 15;

export const load: PageServerLoad = async (event) => {
  const { lists } = context().library;
  const today = new Date().toISOString().slice(0, 10);
  const day = await lists.latestDay(today);
  const topics = await lists.topics();
  return {
    shelf: await shelfFacts(event),
    topics: topics.slice(0, 8),
    allTopics: topics.length,
    latest: day === null ? null : await listOf(event, day, today),
    following: await followingView(event, day),
  };
};

export const actions: Actions = { follow: followAction };

async function listOf(event: RequestEvent, day: string, today: string) {
  const period = dayPeriod(day)!;
  const of = { kind: "period", period } as const;
  return {
    day,
    title: `${day === today ? "Today, " : ""}${weekdayName(day)}, ${formatDay(day)}`,
    age: ageOfDay(day, today),
    papers: await context().library.lists.count(of),
    origins: await originsOf(period),
    view: await listView(event, of, { sorts: periodSorts("day"), limit: shown }),
  };
}

async function shelfFacts(event: Pick<RequestEvent, "locals">) {
  const { entries } = await context().library.lists.page({ of: { kind: "shelf" }, limit: 1_000 });
  const papers = entries
    .map(({ paper }) => paper)
    .sort((a, b) => (b.published ?? "").localeCompare(a.published ?? "") || a.slug.localeCompare(b.slug));
  const sum = (numberOf: (paper: (typeof papers)[number]) => number) =>
    papers.reduce((all, paper) => all + numberOf(paper), 0);
  const [running, others] = [true, false].map((runs) =>
    papers.filter(({ experiment }) => (experiment !== null) === runs).map(toEntry),
  );
  const groups: Group[] = [
    { title: "Papers that run", entries: running },
    { title: running.length > 0 ? "The others, and what they claim" : "What they claim", entries: others },
  ].filter((group) => group.entries.length > 0);
  return {
    groups,
    standing: await standingOf(event, groups),
    papers: papers.length,
    runnable: running.length,
    claims: sum(({ reproduced }) => reproduced.total),
    holding: sum(({ reproduced }) => reproduced.direct),
  };
}
