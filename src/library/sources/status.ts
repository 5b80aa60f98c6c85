/** How every source stands: what the status page shows, and which ones are due. */
import { absence, expectation } from "../ingest/calendar/calendar.ts";
import { addDays } from "../ingest/draft/dates.ts";
import { services, type ServiceName } from "../ingest/services/services.ts";
import { newYorkDay } from "../ingest/calendar/zone.ts";
import type { Db } from "../store/database.ts";
import { latestListed, nextLook } from "./plan.ts";
import { lastGood, runOf, runsSince } from "./runs.ts";
import { followed, type Followed } from "./settings.ts";
import type { SourceDay, SourceStatus } from "./source.ts";

type Row = Awaited<ReturnType<typeof runsSince>>[number];

/** Days that the status page looks back on. */
const shown = 7;

export const sourceNames = Object.keys(services) as ServiceName[];

/** See `Sources.status`. */
export async function statusOf(db: Db, now: Date): Promise<SourceStatus[]> {
  const [settings, rows] = [await followed(db), await recent(db, now)];
  const all: SourceStatus[] = [];
  for (const source of sourceNames) {
    const mine = rows.filter((row) => row.source === source);
    const follow = settings.get(source);
    const good = await lastGood(db, source);
    const days = follow?.on === true ? daysOf(source, follow, mine, now) : [];
    const last = mine.at(-1);
    all.push({
      source,
      title: services[source].title,
      on: follow?.on === true,
      request: follow?.request ?? {},
      ...standing(source, follow, days, last, now),
      lastGood: good && runOf(good),
      lastRun: last === undefined ? null : runOf(last),
      nextRun: nextLook(source, follow, mine, now)?.toISOString() ?? null,
      days,
    });
  }
  return all;
}

/** Sources that should be looked at now. */
export async function due(db: Db, now: Date): Promise<ServiceName[]> {
  const [settings, rows] = [await followed(db), await recent(db, now)];
  return sourceNames.filter((source) => {
    const mine = rows.filter((row) => row.source === source);
    const next = nextLook(source, settings.get(source), mine, now);
    return next !== null && next <= now;
  });
}

const recent = (db: Db, now: Date): Promise<Row[]> =>
  runsSince(db, sourceNames, addDays(now.toISOString().slice(0, 10), -20));

function standing(
  source: ServiceName,
  follow: Followed | undefined,
  days: readonly SourceDay[],
  last: Row | undefined,
  now: Date,
): Pick<SourceStatus, "state" | "says"> {
  if (follow?.on !== true) return { state: "off", says: "nothing is fetched from it" };
  if (last?.state === "running") return { state: "running", says: last.says || "being looked at" };
  const { calendar } = services[source];
  if (calendar === null) return last ?? { state: "not-yet", says: "not looked at yet" };
  const latest = latestListed(calendar, now);
  return days.find(({ day }) => day === latest) ?? { state: "not-yet", says: "followed from its next list on" };
}

function daysOf(source: ServiceName, { since }: Followed, rows: readonly Row[], now: Date): SourceDay[] {
  if (services[source].calendar === null) return [];
  const [today, begin] = [newYorkDay(now), newYorkDay(since)];
  return Array.from({ length: shown }, (_, back) => addDays(today, -back))
    .filter((day) => day >= begin || rows.some((row) => row.day === day))
    .map((day) => dayOf(source, day, rows, now));
}

/** How a source's list of a day stands: the whole one that came, else what the last look found, else what its calendar says. */
export function dayOf(source: ServiceName, day: string, rows: readonly Row[], now: Date): SourceDay {
  const ofDay = rows.filter((row) => row.day === day && row.state !== "running");
  const best = ofDay.findLast(({ good }) => good) ?? ofDay.at(-1);
  const { calendar } = services[source];
  // What was not there when somebody looked may be late by now.
  const waiting = best?.state === "not-yet" || best?.state === "late";
  if (best !== undefined && !waiting) return { day, state: best.state, papers: best.papers, says: best.says };
  if (calendar === null) return { day, state: "not-yet", papers: 0, says: "not looked at yet" };
  const { why, says } = absence(calendar, day, now);
  const looked = best === undefined && expectation(calendar, day).listed ? "; nobody has looked yet" : "";
  return { day, state: why, papers: 0, says: `${says}${looked}` };
}
