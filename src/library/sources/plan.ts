/** Which day's list a source is asked for, and when it is looked at next: by its calendar, by what is missing, and by what it asked for. */
import { expectation, nextDue, type CalendarSource } from "../ingest/calendar/calendar.ts";
import { addDays } from "../ingest/draft/dates.ts";
import { services, type ServiceName } from "../ingest/services/services.ts";
import type { sourceRuns } from "../schema/index.ts";
import type { Followed } from "./settings.ts";

/** What counts of a run here. */
export type Look = Pick<typeof sourceRuns.$inferSelect, "day" | "state" | "startedAt" | "retryAt" | "good">;

const hour = 3_600_000;
/** While a list is missing. */
const patience = hour;
/** Daily Papers is filled and voted on all day long; everything else is asked about once a day. */
const refresh: Partial<Record<ServiceName, number>> = { "hf-daily": 4 * hour };
const daily = 24 * hour;
/** How far back a missed day is asked for again, and how often. */
const missed = { days: 14, attempts: 3 };

/** Sources whose list of an earlier day can still be had. */
const keepsEarlierDays = (source: ServiceName): boolean => source === "hf-daily";

/** The latest day whose list should have appeared by now. */
export function latestListed(calendar: CalendarSource, now: Date): string {
  const today = now.toISOString().slice(0, 10);
  for (let back = -1; back < 15; back++) {
    const day = addDays(today, -back);
    const { due } = expectation(calendar, day);
    if (due !== null && due <= now) return day;
  }
  throw new Error(`no list in two weeks before ${today}`);
}

/** @param looks at this source in the last weeks, oldest first. */
export function targetDay(
  source: ServiceName,
  { since }: Pick<Followed, "since">,
  looks: readonly Look[],
  now: Date,
): string {
  const { calendar } = services[source];
  if (calendar === null) return now.toISOString().slice(0, 10);
  const latest = latestListed(calendar, now);
  return (keepsEarlierDays(source) ? firstMissed(calendar, since, looks, latest) : null) ?? latest;
}

function firstMissed(calendar: CalendarSource, since: Date, looks: readonly Look[], latest: string): string | null {
  const begin = since.toISOString().slice(0, 10);
  for (let back = missed.days; back > 0; back--) {
    const day = addDays(latest, -back);
    if (day < begin || !expectation(calendar, day).listed) continue;
    const ofDay = looks.filter((look) => look.day === day);
    if (!ofDay.some(({ good }) => good) && ofDay.length < missed.attempts) return day;
  }
  return null;
}

/** The moment of the next look; null: the source is off. A moment that has passed means now. */
export function nextLook(
  source: ServiceName,
  followed: Followed | undefined,
  looks: readonly Look[],
  now: Date,
): Date | null {
  if (followed?.on !== true) return null;
  const last = looks.at(-1);
  if (last === undefined) return now;
  if (last.retryAt !== null && last.retryAt > now) return last.retryAt;
  const after = (wait: number): Date => new Date(last.startedAt.getTime() + wait);
  const { calendar } = services[source];
  if (calendar === null) return after(last.state === "failed" ? patience : daily);
  const target = targetDay(source, followed, looks, now);
  const ofTarget = looks.filter(({ day }) => day === target);
  if (ofTarget.length === 0) return now;
  if (!ofTarget.some(({ good }) => good)) return after(patience);
  const due = nextDue(calendar, now);
  const wait = refresh[source];
  return wait === undefined || after(wait) > due ? due : after(wait);
}
