/** Days as list pages write them: "Jun 24, 2024", or "Apr 6" for the latest April 6th. */
import { dateOf, monthNumber } from "../draft/dates.ts";

export interface Day {
  /** null: left to the reader. */
  readonly year: number | null;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
}

const pattern = /^([A-Z][a-z]{2,8})\.? (\d{1,2})(?:, (\d{4}))?(?:\s*(\d{1,7}))?$/;
/** With a February 29th: without a year, that is a day. */
const leapYear = 2024;

/** A day, and the number glued behind it if there is one; null if the text is neither, or no such day exists. */
export function readDay(text: string): { day: Day; rest: number | null } | null {
  const match = pattern.exec(text.trim());
  const month = match && monthNumber(match[1]);
  if (!match || month === null) return null;
  const day = { year: match[3] === undefined ? null : Number(match[3]), month, day: Number(match[2]) };
  if (dateOf(day.year ?? leapYear, month, day.day) === null) return null;
  return { day, rest: match[4] === undefined ? null : Number(match[4]) };
}

/** The day as YYYY-MM-DD; without a year, the latest such day up to `limit` (YYYY-MM-DD), that day included. */
export function dayBefore({ year, month, day }: Day, limit: string): string {
  if (year !== null) return dateOf(year, month, day)!;
  const last = Number(limit.slice(0, 4));
  // Leap years are at most eight years apart.
  for (let candidate = last; candidate >= last - 9; candidate--) {
    const date = dateOf(candidate, month, day);
    if (date !== null && date <= limit) return date;
  }
  throw new Error(`no such day: month ${month}, day ${day}`);
}
