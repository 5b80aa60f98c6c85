/** Why somebody gets no digest now: for whoever sends, and for the reader's own page. */
import { and, asc, eq, gt, ne, or } from "drizzle-orm";
import { subscribers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { count } from "../words/count.ts";
import { formatDay, formatMoment } from "../words/time.ts";
import type { Candidate, Interests } from "./choose.ts";
import { addDays } from "./zone.ts";

export interface Skipped {
  readonly email: string;
  /** A clause: "every paper of these days was mailed before". */
  readonly reason: string;
}

/** So many are named; nobody reads more. */
export const named = 200;

interface Days {
  readonly after: string;
  readonly day: string;
  readonly mailed: ReadonlySet<number>;
}

/** Why none of the candidates is in a digest. */
export function whyNothing(
  candidates: readonly Candidate[],
  { everything, topics, authors, searches, minVotes, without }: Interests,
  { after, day, mailed }: Days,
): string {
  const ofDays = candidates.filter((candidate) => candidate.day > after && candidate.day <= day);
  const days = `${formatDay(addDays(after, 1))} to ${formatDay(day)}`;
  if (ofDays.length === 0) return `there is no paper of ${days}`;
  const unsent = ofDays.filter(({ id }) => !mailed.has(id));
  if (unsent.length === 0) return `every paper of ${days} was mailed before`;
  if (without !== "" && unsent.every((candidate) => candidate.has(without)))
    return `every paper of ${days} has a word that it leaves out`;
  const papers = count(unsent.length, "paper");
  if (everything) return `none of ${papers} has ${minVotes} votes, which is the least it asks for`;
  const asked = [
    ...(topics.size > 0 ? [count(topics.size, "topic")] : []),
    ...(authors.size > 0 ? [count(authors.size, "author")] : []),
    ...(searches.length > 0 ? [count(searches.length, "search", "searches")] : []),
  ].join(", ");
  return `none of ${papers} of ${days} fits what it asks for (${asked}${minVotes > 0 ? `, at least ${count(minVotes, "vote")}` : ""})`;
}

const states = {
  pending: "has not confirmed the address yet",
  active: "",
  paused: "has paused",
  unsubscribed: "has unsubscribed",
  suspended: "is suspended, because mail to it failed",
} as const;

/** Addresses that are not looked at at all: not confirmed, stopped, or, unless all of a day are sent to, not due. */
export async function notAsked(
  db: Db,
  { now, all }: { readonly now: Date; readonly all: boolean },
): Promise<Skipped[]> {
  const rows = await db
    .select({ email: subscribers.email, state: subscribers.state, nextAt: subscribers.nextAt })
    .from(subscribers)
    .where(
      or(
        ne(subscribers.state, "active"),
        all ? undefined : and(eq(subscribers.state, "active"), gt(subscribers.nextAt, now)),
      ),
    )
    .orderBy(asc(subscribers.id))
    .limit(named);
  return rows
    .filter(({ state }) => !all || state !== "active")
    .map(({ email, state, nextAt }) => ({
      email,
      reason: state === "active" ? `is not due before ${formatMoment(nextAt!.toISOString())}` : states[state],
    }));
}
