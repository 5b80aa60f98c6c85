/** What clients of Hugging Face's public daily-papers API ask for, under its names. */
import type { ListOf, ListSort } from "#library/lists/lists";
import { periodOf, type PeriodKind } from "#library/words/period";
import { z } from "zod";
import { Refused } from "../../http/answers.ts";
import { context } from "../../context.ts";
import { dailyEntry } from "../../lists/daily.ts";
import { linkNext } from "../next.ts";
import { operation } from "../operation.ts";
import { dayOrMoment, limitUpTo, month, week } from "../shapes/common.ts";
import { dailyEntryShape } from "../shapes/daily.ts";

const group = "Daily papers";

const periods = { date: "day", week: "week", month: "month" } as const satisfies Record<string, PeriodKind>;
const sorts = {
  publishedAt: "newest",
  trending: "heat",
  upvotes: "votes",
  comments: "comments",
} as const satisfies Record<string, ListSort>;

export const listDailyPapers = operation({
  id: "listDailyPapers",
  method: "GET",
  path: "/api/daily_papers",
  group,
  summary: "Daily papers of a day, a week or a month, or the latest of all",
  details: "At most one of `date`, `week` and `month`. Pages count from 0, up to 10,000 papers deep.",
  who: "anyone",
  query: z.strictObject({
    date: dayOrMoment.optional(),
    week: week.optional(),
    month: month.optional(),
    sort: z.enum(["publishedAt", "trending", "upvotes", "comments"]).default("publishedAt"),
    p: z.int().min(0).max(100_000).default(0).describe("The page."),
    limit: limitUpTo(100, 50),
  }),
  answer: z.array(dailyEntryShape),
  headers: { link: 'The address of the next page, with `rel="next"`; absent on the last one.' },
  refuses: ["INVALID_LIST_QUESTION"],
  async run({ query, event, reply }) {
    const { p, limit, sort } = query;
    const { entries, next } = await context().library.lists.page({
      of: listOf(query),
      sort: sorts[sort],
      skip: p * limit,
      limit,
      abstracts: true,
    });
    linkNext(reply, event.url, next === null ? null : { p: String(p + 1) });
    return entries.map(dailyEntry);
  },
});

function listOf(query: { readonly [Name in keyof typeof periods]?: string }): ListOf {
  const given = (Object.keys(periods) as (keyof typeof periods)[]).filter((name) => query[name] !== undefined);
  if (given.length === 0) return { kind: "all" };
  if (given.length > 1)
    throw new Refused(400, "INVALID_PARAMETER", `${given.join(" and ")}: only one of date, week and month`);
  const [name] = given;
  return { kind: "period", period: periodOf(periods[name], query[name]!.replace(/T.*$/, ""))! };
}

/** What search ranks for one answer. */
const ranked = 100;

export const searchDailyPapers = operation({
  id: "searchDailyPapers",
  method: "GET",
  path: "/api/papers/search",
  group,
  summary: "Papers by words, or by an arXiv id, best first",
  details: `The same search as \`/api/search\`, answered under the names of the daily-papers API: up to ${ranked} papers.`,
  who: "anyone",
  query: z.strictObject({
    q: z.string().max(10_000).default(""),
    limit: limitUpTo(120, 20),
  }),
  answer: z.array(dailyEntryShape),
  async run({ query: { q, limit } }) {
    const { search, lists } = context().library;
    const { hits } = await search.find({ text: q, limit: Math.min(limit, ranked) });
    const entries = await lists.named(hits.map(({ paper }) => paper.slug));
    return entries.map(dailyEntry);
  },
});
