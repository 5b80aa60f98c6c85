/** One page of a list for a visitor: sorted as the address says, marked for who is signed in, with the addresses of what is next to it. */
import { listSorts, type ListEntry, type ListOf, type ListSort } from "#library/lists/lists";
import { periodOf, periodPath, periodTitle, type Period, type PeriodKind } from "#library/words/period";
import { formatDay } from "#library/words/time";
import { error, type RequestEvent } from "@sveltejs/kit";
import { isRefusal } from "../http/answers.ts";
import { sourceTitle } from "$lib/sources/words";
import { context } from "../context.ts";
import { standingOf } from "../papers/marks.ts";
import { toEntry, type Entry, type Group } from "./entries.ts";

export interface ListView {
  readonly groups: readonly Group[];
  readonly standing: Awaited<ReturnType<typeof standingOf>>;
  /** Orders to choose from, the present one without an address. */
  readonly sorts: readonly { readonly name: string; readonly href: string | null }[];
  /** What an empty page says: nobody has voted here, say; null: what it always says. */
  readonly none: string | null;
  /** Nothing is left out for having no votes or comments. */
  readonly all: boolean;
  /** Addresses; null where there is none. */
  readonly next: string | null;
  readonly first: string | null;
  /** For signed-in readers: where to go to leave out, or show, what they have seen; and what "mark as read" marks. */
  readonly reading: {
    readonly hide: boolean;
    readonly toggle: string;
    readonly unread: readonly string[];
    readonly fresh: number;
  } | null;
}

type Visit = Pick<RequestEvent, "locals" | "url">;

const names: Readonly<Record<ListSort, string>> = {
  listed: "As listed",
  newest: "Newest",
  votes: "Most voted",
  comments: "Most discussed",
  heat: "Trending",
};

/** What is sorted by a count shows what has any. */
const uncounted: Readonly<Partial<Record<ListSort, string>>> = {
  votes: "No paper on this list has a vote yet.",
  comments: "No paper on this list has a comment yet.",
};

/** The orders of a period's list, the usual one first: a day's list has an order of its own. */
export const periodSorts = (kind: PeriodKind): readonly ListSort[] =>
  kind === "day" ? ["listed", "votes", "newest", "comments"] : ["newest", "votes", "comments"];

/** @throws 404 for a place in the list that no page gave, and for pages by number: a list is turned by its links. */
export async function listView(
  { locals, url }: Visit,
  of: ListOf,
  {
    sorts = ["newest", "votes", "comments"],
    limit = 50,
  }: { readonly sorts?: readonly ListSort[]; readonly limit?: number } = {},
): Promise<ListView> {
  const { lists } = context().library;
  const numbered = url.searchParams.get("page");
  if (numbered !== null && numbered !== "1")
    error(404, {
      message: `This list has no page ${numbered.slice(0, 20)}: its pages are reached by the link to the next one.`,
      back: { href: address(url, { after: null, page: null }), title: "The first page of this list" },
    });
  const asked = url.searchParams.get("sort");
  const sort = sorts.find((name) => name === asked) ?? sorts[0];
  const after = url.searchParams.get("after") ?? undefined;
  const reader = locals.reader?.id ?? null;
  const hideSeen = reader !== null && url.searchParams.get("hide") === "seen";
  const newSince = reader === null ? null : await lists.lastVisit(reader);
  const question = { of, sort, counted: true, after, limit, reader, hideSeen, newSince };
  const page = await lists.page(question).catch((problem: unknown) => {
    if (isRefusal(problem))
      error(404, {
        message: `There is no such page of this list: ${problem.message}.`,
        back: { href: address(url, { after: null }), title: "The first page of this list" },
      });
    throw problem;
  });
  const to = (changes: Readonly<Record<string, string | null>>): string => address(url, { after: null, ...changes });
  const entries = page.entries.map(entryOf);
  const groups = sort === "newest" && of.kind !== "shelf" ? byDay(page.entries) : [{ title: names[sort], entries }];
  return {
    groups,
    standing: await standingOf({ locals }, groups),
    sorts: sorts.map((name) => ({
      name: names[name],
      href: name === sort ? null : to({ sort: name === sorts[0] ? null : name }),
    })),
    all: sort === "listed" || sort === "newest",
    none: uncounted[sort] ?? null,
    next: page.next === null ? null : to({ after: page.next }),
    first: after === undefined ? null : to({}),
    reading:
      reader === null
        ? null
        : {
            hide: hideSeen,
            toggle: to({ hide: hideSeen ? null : "seen" }),
            unread: page.entries.filter(({ seen }) => !seen).map(({ paper }) => paper.slug),
            fresh: page.entries.filter(({ isNew }) => isNew).length,
          },
  };
}

const entryOf = ({ paper, isNew, seen }: ListEntry): Entry => ({ ...toEntry(paper), isNew, seen });

function byDay(entries: readonly ListEntry[]): Group[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const title = entry.day === null ? (entry.paper.published?.slice(0, 4) ?? "Undated") : formatDay(entry.day);
    groups.set(title, [...(groups.get(title) ?? []), entryOf(entry)]);
  }
  return [...groups].map(([title, all]) => ({ title, entries: all }));
}

/** The same address with other parameters; null takes one away. */
function address(url: URL, changes: Readonly<Record<string, string | null>>): string {
  const parameters = new URLSearchParams(url.searchParams);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.toString();
  return query === "" ? url.pathname : `?${query}`;
}

export interface Step {
  readonly href: string;
  readonly title: string;
}

/** A day's, a week's or a month's page. @throws 404 where there is no such period. */
export async function periodView(event: Visit, kind: PeriodKind, name: string) {
  const period = periodOf(kind, name);
  if (period === null) error(404, { message: `There is no ${kind} “${name.slice(0, 40)}”.` });
  const { lists, sources } = context().library;
  const of = { kind: "period", period } as const;
  const { before, after } = await lists.neighbours(period);
  const view = await listView(event, of, { sorts: periodSorts(kind) });
  // A list that is seen whole is not counted besides.
  const whole = view.all && view.first === null && view.next === null && view.reading?.hide !== true;
  const papers = whole ? view.groups.reduce((sum, { entries }) => sum + entries.length, 0) : await lists.count(of);
  // What stays in sight when a day is empty: the last list there is.
  const last = papers === 0 && before !== null ? before : null;
  return {
    title: periodTitle(period),
    period,
    papers,
    view,
    origins: papers === 0 ? [] : await originsOf(period),
    before: stepTo(before),
    after: stepTo(after),
    empty: papers === 0 && kind === "day" ? await sources.explain(period.name) : null,
    last: last && {
      ...stepTo(last)!,
      view: await listView(
        { ...event, url: new URL(periodPath(last), event.url) },
        { kind: "period", period: last },
        { sorts: periodSorts(kind).slice(0, 1) },
      ),
    },
  };
}

/** What brought the papers of a period, as a reader names it, with where all that it brought stands. */
export async function originsOf(period: Period) {
  const origins = await context().library.lists.origins(period);
  return origins.map(({ source, papers }) => ({ source, title: sourceTitle(source), papers }));
}

const stepTo = (period: Period | null): Step | null =>
  period && { href: periodPath(period), title: periodTitle(period) };

export { listSorts };
