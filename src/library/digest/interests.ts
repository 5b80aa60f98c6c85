/** What each reader asked for: the preferences of the subscription, and what the account follows. */
import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { titleKey } from "../ingest/draft/identity.ts";
import { follows, subscribers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { FindNew } from "./candidates.ts";
import { nameOf, type Interests } from "./choose.ts";
import type { Preferences } from "./preferences.ts";
import { subscriberColumns, subscriberOf } from "./subscriptions.ts";

interface Asking {
  readonly userId: number | null;
  readonly preferences: Preferences;
}

/** In the order of the readers. */
export async function interestsOf(db: Db, readers: readonly Asking[]): Promise<Interests[]> {
  const users = readers.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const followed =
    users.length === 0
      ? []
      : await db
          .select({ user: follows.userId, kind: follows.kind, value: follows.value, without: follows.without })
          .from(follows)
          .where(inArray(follows.userId, users))
          .orderBy(asc(follows.id));
  return readers.map(({ userId, preferences }) => {
    const of = (kind: "author" | "topic" | "search") =>
      followed.flatMap((follow) => (follow.user === userId && follow.kind === kind ? [follow.value] : []));
    const { topics, authors, searches } = preferences;
    const named = {
      author: new Set(authors.map(titleKey)),
      topic: new Set(topics),
      search: new Set(searches),
    };
    // What the subscription itself names counts without conditions.
    const unless = followed.flatMap(({ user, kind, value, without }) =>
      user === userId && kind !== "paper" && without !== "" && !named[kind].has(value)
        ? [[nameOf(kind, value), without] as const]
        : [],
    );
    return {
      everything: topics.length + authors.length + searches.length === 0,
      topics: new Set([...named.topic, ...of("topic")]),
      authors: new Set([...named.author, ...of("author")]),
      searches: [...new Set([...searches, ...of("search")])],
      without: preferences.without,
      unless: new Map(unless),
      minVotes: preferences.minVotes,
      maxPapers: preferences.maxPapers,
    };
  });
}

export interface Asked {
  /** Keys of names. */
  readonly authors: ReadonlySet<string>;
  /** Slugs that each search finds. */
  readonly found: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether anybody leaves papers out by their words. */
  readonly leavesOut: boolean;
}

/** Every name and search, each search run once. @param today the digest's day. @param findNew absent where there is no search: then nothing is found by one. */
export async function askedFor(
  interests: readonly Interests[],
  { since, today }: { readonly since: Date; readonly today: string },
  findNew: FindNew | undefined,
): Promise<Asked> {
  const authors = new Set(interests.flatMap((one) => [...one.authors]));
  const searches = new Set(interests.flatMap((one) => one.searches));
  const found = new Map<string, ReadonlySet<string>>();
  if (findNew) for (const query of searches) found.set(query, new Set(await findNew(query, since, today)));
  const leavesOut = interests.some(({ without, unless }) => without !== "" || unless.size > 0);
  return { authors, found, leavesOut };
}

/** Those whose digest will be made. @param dueBy not all of them, but those who are due. @param only one subscription. */
export async function interestsOfDue(db: Db, { dueBy, only }: { dueBy?: Date; only?: number }): Promise<Interests[]> {
  const rows = await db
    .select(subscriberColumns)
    .from(subscribers)
    .where(
      and(
        eq(subscribers.state, "active"),
        only === undefined ? undefined : eq(subscribers.id, only),
        dueBy === undefined ? undefined : lte(subscribers.nextAt, dueBy),
      ),
    );
  return interestsOf(db, rows.map(subscriberOf));
}
