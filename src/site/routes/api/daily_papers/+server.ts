/** Daily papers of a day, a week or a month, or the latest of all, for clients that count pages. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { dailyEntry } from "$lib/server/lists/daily";
import type { ListOf, ListSort } from "#library/lists/lists";
import { periodOf, type PeriodKind } from "#library/words/period";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

const periods = { date: "day", week: "week", month: "month" } as const satisfies Record<string, PeriodKind>;
const sorts: Readonly<Record<string, ListSort>> = {
  publishedAt: "newest",
  trending: "heat",
  upvotes: "votes",
  comments: "comments",
};

export const GET: RequestHandler = ({ url }) =>
  answering(async () => {
    const text = (name: string): string | null => url.searchParams.get(name);
    const sort = sorts[text("sort") ?? "publishedAt"];
    if (sort === undefined) throw invalid("sort", Object.keys(sorts).join(", "));
    const [p, limit] = [whole(text("p"), "p", 0, 0, 100_000), whole(text("limit"), "limit", 50, 1, 100)];
    const of = listOf(text);
    const { entries, next } = await context().library.lists.page({ of, sort, skip: p * limit, limit, abstracts: true });
    const headers: Record<string, string> = {};
    if (next !== null) {
      const following = new URL(url);
      following.searchParams.set("p", String(p + 1));
      headers.link = `<${following.href}>; rel="next"`;
    }
    return json(entries.map(dailyEntry), { headers });
  });

function listOf(text: (name: string) => string | null): ListOf {
  const given = (Object.keys(periods) as (keyof typeof periods)[]).filter((name) => text(name) !== null);
  if (given.length === 0) return { kind: "all" };
  if (given.length > 1) throw invalid(given.join(" and "), "only one of date, week and month");
  const [name] = given;
  // Full moments are taken too; their day counts.
  const value = name === "date" ? text(name)!.replace(/T.*$/, "") : text(name)!;
  const period = periodOf(periods[name], value);
  if (period === null) throw invalid(name, { date: "a day like 2026-11-23", week: "2026-W48", month: "2026-11" }[name]);
  return { kind: "period", period };
}

function whole(text: string | null, name: string, usual: number, least: number, most: number): number {
  if (text === null) return usual;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(number >= least && number <= most)) throw invalid(name, `a whole number from ${least} to ${most}`);
  return number;
}

const invalid = (what: string, wanted: string) =>
  new Refused(400, "INVALID_PARAMETER", `invalid ${what}: it is ${wanted}`);
