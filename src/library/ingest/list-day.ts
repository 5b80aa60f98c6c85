/** Days as list pages write them: "Jun 24, 2024", or "Apr 6" for the latest April 6th. */

export interface Day {
  /** null: left to the reader. */
  readonly year: number | null;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const pattern = /^([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:, (\d{4}))?(?:\s*(\d{1,7}))?$/;

/** A day, and the number glued behind it if there is one; null if the text is neither, or no such day exists. */
export function readDay(text: string): { day: Day; rest: number | null } | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const month = months.indexOf(match[1].toLowerCase()) + 1;
  const day = { year: match[3] === undefined ? null : Number(match[3]), month, day: Number(match[2]) };
  // 2024 was a leap year: without a year, February 29th is a day.
  if (month === 0 || !exists(day.year ?? 2024, month, day.day)) return null;
  return { day, rest: match[4] === undefined ? null : Number(match[4]) };
}

/** The day as YYYY-MM-DD; without a year, the latest such day up to `limit` (YYYY-MM-DD), that day included. */
export function dayBefore({ year, month, day }: Day, limit: string): string {
  if (year !== null) return iso(year, month, day);
  for (let candidate = Number(limit.slice(0, 4)); ; candidate--)
    if (exists(candidate, month, day) && iso(candidate, month, day) <= limit) return iso(candidate, month, day);
}

const iso = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

function exists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
