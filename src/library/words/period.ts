/** Days, ISO weeks and months as lists are named by them: "2026-11-23", "2026-W47", "2026-11". */
import { addDays } from "../ingest/draft/dates.ts";
import { formatDay, formatMonth } from "./time.ts";

export type PeriodKind = "day" | "week" | "month";

export interface Period {
  readonly kind: PeriodKind;
  /** As in addresses. */
  readonly name: string;
  /** Its first day, YYYY-MM-DD. */
  readonly first: string;
  /** The day after its last. */
  readonly end: string;
}

const dayLength = 86_400_000;
const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);
const dayTime = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Years of four digits that a list can have. */
const believable = (name: string): boolean => name >= "1900" && name < "2200";

/** A day that exists; null for everything else. */
export function dayPeriod(name: string): Period | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(name) || !believable(name)) return null;
  const time = dayTime(name);
  if (Number.isNaN(time) || dayText(time) !== name) return null;
  return { kind: "day", name, first: name, end: addDays(name, 1) };
}

/** A week from Monday to Sunday; the year is the one that its Thursday is in, so some years have a week 53. */
export function weekPeriod(name: string): Period | null {
  const match = /^(\d{4})-W(\d{2})$/.exec(name);
  if (!match || !believable(name)) return null;
  const [year, week] = [Number(match[1]), Number(match[2])];
  // January 4th is always in week 1.
  const fourth = `${year}-01-04`;
  const first = addDays(fourth, 7 * (week - 1) - daysSinceMonday(fourth));
  return weekOf(first) === name ? { kind: "week", name, first, end: addDays(first, 7) } : null;
}

export function monthPeriod(name: string): Period | null {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name);
  if (!match || !believable(name)) return null;
  const end = new Date(Date.UTC(Number(match[1]), Number(match[2]), 1));
  return { kind: "month", name, first: `${name}-01`, end: end.toISOString().slice(0, 10) };
}

const readers = { day: dayPeriod, week: weekPeriod, month: monthPeriod } as const;

/** A period of a kind by its name; null where there is none of that name. */
export const periodOf = (kind: PeriodKind, name: string): Period | null => readers[kind](name);

/** The ISO week of a day: "2021-01-03" is in "2020-W53". */
export function weekOf(day: string): string {
  const thursday = addDays(day, 3 - daysSinceMonday(day));
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor((dayTime(thursday) - dayTime(`${year}-01-01`)) / dayLength / 7);
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** The period of a kind that a day is in. */
export function periodAround(kind: PeriodKind, day: string): Period {
  return periodOf(kind, kind === "day" ? day : kind === "week" ? weekOf(day) : day.slice(0, 7))!;
}

const daysSinceMonday = (day: string): number => (new Date(dayTime(day)).getUTCDay() + 6) % 7;

/** Where a period's list is. */
export const periodPath = ({ kind, name }: Period): string => (kind === "day" ? `/${name}` : `/${kind}/${name}`);

/** "23 November 2026", "Week 47 of 2026, 16 to 22 November", "November 2026" */
export function periodTitle({ kind, name, first, end }: Period): string {
  if (kind === "day") return formatDay(name);
  if (kind === "month") return formatMonth(name);
  const last = addDays(end, -1);
  const [from, to] = [formatDay(first).split(" "), formatDay(last)];
  const start =
    first.slice(0, 4) !== last.slice(0, 4)
      ? from
      : first.slice(0, 7) !== last.slice(0, 7)
        ? from.slice(0, 2)
        : from.slice(0, 1);
  return `Week ${Number(name.slice(6))} of ${name.slice(0, 4)}, ${start.join(" ")} to ${to}`;
}

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** "Monday" */
export const weekdayName = (day: string): string => weekdays[daysSinceMonday(day)];
