/** Days and times of the calendar, as intervals of days. All arithmetic is on dates without a time of day. */
import type { Interval } from "./effects.ts";

export const units = ["day", "week", "month", "year"] as const;
export type Unit = (typeof units)[number];

const iso = (date: Date): string => date.toISOString().slice(0, 10);
const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

export function addDays(day: string, days: number): string {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return iso(date);
}
export const dayAfter = (day: string): string => addDays(day, 1);
export const dayBefore = (day: string): string => addDays(day, -1);

/** The same day months earlier or later, or that month's last day. */
function addMonths(day: string, months: number): string {
  const date = dateOf(day);
  const monthsFromZero = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const last = new Date(Date.UTC(Math.floor(monthsFromZero / 12), (monthsFromZero % 12) + 1, 0)).getUTCDate();
  return iso(
    new Date(Date.UTC(Math.floor(monthsFromZero / 12), monthsFromZero % 12, Math.min(date.getUTCDate(), last))),
  );
}

export const yearOf = (year: number): Interval => ({ from: `${year}-01-01`, to: `${year}-12-31` });

/** month: 1 to 12. */
export function monthOf(year: number, month: number): Interval {
  const from = `${year}-${String(month).padStart(2, "0")}-01`;
  return { from, to: dayBefore(addMonths(from, 1)) };
}

/** null where the month has no such day. */
export function dayOf(year: number, month: number, day: number): Interval | null {
  const { from, to } = monthOf(year, month);
  const date = `${from.slice(0, 8)}${String(day).padStart(2, "0")}`;
  return day >= 1 && date <= to ? { from: date, to: date } : null;
}

/** `2024`, `2024-02`, `2024-02-29`, and `2019-2021` as an interval; null of anything else. Years are 1950 to 2099. */
export function timeOf(text: string): Interval | null {
  const years = /^(19[5-9]\d|20\d\d)[-–](19[5-9]\d|20\d\d)$/.exec(text);
  if (years)
    return years[1] <= years[2] ? { from: yearOf(Number(years[1])).from, to: yearOf(Number(years[2])).to } : null;
  const found = /^(19[5-9]\d|20\d\d)(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?$/.exec(text);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  if (found[3] !== undefined) return dayOf(year, month, day);
  return found[2] === undefined ? yearOf(year) : monthOf(year, month);
}

/** The last so many units, up to today. */
export function past(count: number, unit: Unit, today: string): Interval {
  const from =
    unit === "day" || unit === "week"
      ? addDays(today, -count * (unit === "week" ? 7 : 1))
      : addMonths(today, -count * (unit === "year" ? 12 : 1));
  return { from, to: today };
}

/** The calendar's unit that today lies in, or so many before it. Weeks begin on Monday. */
export function calendarUnit(unit: Unit, before: number, today: string): Interval {
  if (unit === "day") return { from: addDays(today, -before), to: addDays(today, -before) };
  if (unit === "week") {
    const monday = addDays(today, -((dateOf(today).getUTCDay() + 6) % 7) - 7 * before);
    return { from: monday, to: addDays(monday, 6) };
  }
  const [year, month] = addMonths(`${today.slice(0, 8)}01`, unit === "month" ? -before : 0)
    .split("-")
    .map(Number);
  return unit === "month" ? monthOf(year, month) : yearOf(year - before);
}
