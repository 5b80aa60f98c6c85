/** One page of a list for a visitor: sorted as the address says, marked for who is signed in, with the addresses of what is next to it. */
import { listSorts, type ListEntry, type ListOf, type ListSort } from "#library/lists/lists";
import { periodOf, periodPath, periodTitle, type Period, type PeriodKind } from "#library/words/period";
import { formatDay } from "#library/words/time";
import { error, type RequestEvent } from "@sveltejs/kit";
import { isRefusal } from "./answers.ts";
import { context } from "./context.ts";
import { standingOf } from "./marks.ts";
import { toEntry, type Entry, type Group } from "./entries.ts";

export interface ListView {
  readonly groups: readonly Group[];
  readonly standing: Awaited<ReturnType<typeof standingOf>>;
  /** Orders to choose from, the present one without an address. */
  readonly sorts: readonly { readonly name: string; readonly href: string | null }[];
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
  newest: "Newest",
  votes: "Most voted",
  comments: "Most discussed",
  heat: "Hottest",
};

/** @throws 404 for a place in the list that no page gave. */
export async function listView(
  { locals, url }: Visit,
  of: ListOf,
  {
    sorts = ["newest", "votes", "comments"],
    limit = 50,
  }: { readonly sorts?: readonly ListSort[]; readonly limit?: number } = {},
): Promise<ListView> {
  const { lists } = context().library;
  const asked = url.searchParams.get("sort");
  const sort = sorts.find((name) => name === asked) ?? sorts[0];
  const after = url.searchParams.get("after") ?? undefined;
  const reader = locals.reader?.id ?? null;
  const hideSeen = reader !== null && url.searchParams.get("hide") === "seen";
  const newSince = reader === null ? null : await lists.lastVisit(reader);
  const page = await lists.page({ of, sort, after, limit, reader, hideSeen, newSince }).catch((problem: unknown) => {
    if (isRefusal(problem)) error(404, { message: `There is no such page of this list: ${problem.message}.` });
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
  const view = await listView(event, of, { sorts: ["votes", "newest", "comments"] });
  // A list that is seen whole is not counted besides.
  const whole = view.first === null && view.next === null && view.reading?.hide !== true;
  const papers = whole ? view.groups.reduce((sum, { entries }) => sum + entries.length, 0) : await lists.count(of);
  // What stays in sight when a day is empty: the last list there is.
  const last = papers === 0 && before !== null ? before : null;
  return {
    title: periodTitle(period),
    period,
    papers,
    view,
    before: stepTo(before),
    after: stepTo(after),
    empty: papers === 0 && kind === "day" ? await sources.explain(period.name) : null,
    last: last && {
      ...stepTo(last)!,
      view: await listView(
        { ...event, url: new URL(periodPath(last), event.url) },
        { kind: "period", period: last },
        { sorts: ["votes"] },
      ),
    },
  };
}

const stepTo = (period: Period | null): Step | null =>
  period && { href: periodPath(period), title: periodTitle(period) };

export { listSorts };
