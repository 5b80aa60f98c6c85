/** When each source is expected to have a new list, and why a day has none. All days are New York days. */
import { addDays } from "../draft/dates.ts";
import { newYorkTime } from "./zone.ts";

/**
 * Evenings on which arXiv announces nothing (info.arxiv.org/help/availability): the dates are those of the evening.
 * Only years that arXiv has published stand here; in any other year a quiet weekday counts as late.
 */
const ARXIV_QUIET_EVENINGS: Readonly<Record<string, readonly string[]>> = {
  "2026": ["01-01", "01-19", "06-19", "07-03", "09-07", "11-26", "12-25", "12-29", "12-31"],
};

export type CalendarSource = "arxiv-announcement" | "arxiv-feed" | "arxiv-oai" | "arxiv-api" | "hf-daily";

export interface Expectation {
  /** Whether the source has a list for that day at all. */
  readonly listed: boolean;
  /** Why not. */
  readonly why: "weekend" | "holiday" | null;
  /** When the list is there if all goes well; null when there is none. */
  readonly due: Date | null;
  /** False when nobody has said yet which days of that year are holidays. */
  readonly holidaysKnown: boolean;
}

/** Hours after midnight of the day at which a list appears, and hours until its absence means something. */
const HOURS: Readonly<Record<CalendarSource, { readonly at: number; readonly grace: number }>> = {
  // The day of an announcement is its evening.
  "arxiv-announcement": { at: 20, grace: 1 },
  // Announced the evening before. OAI is updated about 22:30, the feeds at midnight, the API's index up to a day late.
  "arxiv-oai": { at: -1, grace: 2 },
  "arxiv-feed": { at: 0, grace: 2 },
  "arxiv-api": { at: 0, grace: 24 },
  // Filled by people during the day; it is worth looking from the morning on.
  "hf-daily": { at: 6, grace: 6 },
};

/**
 * What to expect of a source on a day (YYYY-MM-DD). arXiv announces Sunday to Thursday at 20:00; what is announced on
 * an evening is the next day's list in feeds, OAI and API. Daily Papers has a list on weekdays.
 */
export function expectation(source: CalendarSource, day: string): Expectation {
  if (source === "hf-daily") {
    const listed = isWeekday(day);
    return {
      listed,
      why: listed ? null : "weekend",
      due: listed ? newYorkTime(day, HOURS[source].at) : null,
      holidaysKnown: true,
    };
  }
  const evening = source === "arxiv-announcement" ? day : addDays(day, -1);
  const holidaysKnown = evening.slice(0, 4) in ARXIV_QUIET_EVENINGS;
  const why = !isAnnouncementDay(evening) ? "weekend" : isQuiet(evening) ? "holiday" : null;
  return { listed: why === null, why, due: why === null ? newYorkTime(day, HOURS[source].at) : null, holidaysKnown };
}

/** Whether arXiv announces on that day's evening. */
export function announces(day: string): boolean {
  return isAnnouncementDay(day) && !isQuiet(day);
}

const isQuiet = (evening: string): boolean =>
  ARXIV_QUIET_EVENINGS[evening.slice(0, 4)]?.includes(evening.slice(5)) ?? false;

/** 0 is Sunday. */
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
const isWeekday = (day: string): boolean => weekday(day) >= 1 && weekday(day) <= 5;
const isAnnouncementDay = (day: string): boolean => weekday(day) <= 4;

/** How a day without papers is to be understood at a moment. */
export type Absence = "weekend" | "holiday" | "not-yet" | "late";

/** Why a source has nothing for a day, seen at `now`. */
export function absence(
  source: CalendarSource,
  day: string,
  now: Date,
): { readonly why: Absence; readonly says: string } {
  const { why, due, holidaysKnown } = expectation(source, day);
  if (why === "weekend") return { why, says: `${nameOf(source)} has no list on ${weekdayName(day)}s` };
  if (why === "holiday") return { why, says: `arXiv announced nothing on the evening before: a holiday` };
  const hours = (now.getTime() - due!.getTime()) / 3_600_000;
  if (hours < HOURS[source].grace)
    return { why: "not-yet", says: `expected from ${wallClock(source)} New York time on` };
  const unknown = holidaysKnown ? "" : `; arXiv's holidays of ${day.slice(0, 4)} are not known here, so it may be one`;
  return { why: "late", says: `expected since ${wallClock(source)} New York time, ${lateBy(hours)} ago${unknown}` };
}

/** The latest day up to `now` whose list should be complete by now: the one by which freshness is judged. */
export function latestDue(source: CalendarSource, now: Date): string {
  for (let back = -1; back < 15; back++) {
    const day = addDays(now.toISOString().slice(0, 10), -back);
    const { due } = expectation(source, day);
    if (due !== null && due.getTime() + HOURS[source].grace * 3_600_000 <= now.getTime()) return day;
  }
  throw new Error(`no day without holiday in two weeks before ${now.toISOString()}`);
}

/** The next moment at which a list is due after `now`: when a scheduled look is worth it. */
export function nextDue(source: CalendarSource, now: Date): Date {
  for (let ahead = -1; ahead < 15; ahead++) {
    const { due } = expectation(source, addDays(now.toISOString().slice(0, 10), ahead));
    if (due !== null && due > now) return due;
  }
  throw new Error(`no day without holiday in two weeks after ${now.toISOString()}`);
}

const nameOf = (source: CalendarSource): string => (source === "hf-daily" ? "Daily Papers" : "arXiv");

function weekdayName(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
}

function wallClock(source: CalendarSource): string {
  return `${String((HOURS[source].at + 24) % 24).padStart(2, "0")}:00`;
}

function lateBy(hours: number): string {
  return hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
}
