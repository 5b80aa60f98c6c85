/** Dates as sources write them, read into YYYY-MM-DD, YYYY-MM or YYYY; never moved between time zones. */

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** The first printed journals are of 1665. */
const EARLIEST_YEAR = 1600;

/** A calendar date, or a month or a year where that is all there is; null when there is no such day. */
export function dateOf(year: number, month?: number | null, day?: number | null): string | null {
  if (!Number.isInteger(year) || year < 0 || year > 9999) return null;
  const yyyy = String(year).padStart(4, "0");
  if (month === undefined || month === null) return yyyy;
  if (!Number.isInteger(month) || month < 1 || month > 12) return null;
  const mm = String(month).padStart(2, "0");
  if (day === undefined || day === null) return `${yyyy}-${mm}`;
  if (!Number.isInteger(day) || day < 1 || day > daysIn(year, month)) return null;
  return `${yyyy}-${mm}-${String(day).padStart(2, "0")}`;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** 1 to 12 for a month's name in English, in full or cut to three letters; null for anything else. */
export function monthNumber(name: string): number | null {
  const found = MONTHS.indexOf(name.trim().slice(0, 3).toLowerCase());
  return found < 0 ? null : found + 1;
}

/**
 * Reads ISO 8601 (the day as written, whatever its zone), EDTF with its marks, "2026/11/23", "20261123",
 * RFC 822 ("Mon, 2 Apr 2007 19:18:42 GMT"), "Jun 24, 2024", "24 June 2024", "June 2024" and "2024".
 */
export function readDate(text: string): string | null {
  const written = text
    .slice(0, 60)
    .trim()
    .replace(/[~?%]$/, "");
  const numbers =
    /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T /].*)?$/.exec(written) ??
    /^(\d{4})\/(\d{1,2})?(?:\/(\d{1,2})?)?(?:\/.*)?$/.exec(written) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written) ??
    /^(\d{4})$/.exec(written);
  if (numbers) return dateOf(Number(numbers[1]), integer(numbers[2]), integer(numbers[3]));

  const dayFirst = /^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})\s+)?([a-z]{3,9})\.?,?\s+(\d{4})\b/i.exec(written);
  if (dayFirst) return named(dayFirst[3]!, dayFirst[2]!, dayFirst[1]);
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/i.exec(written);
  return monthFirst ? named(monthFirst[3]!, monthFirst[1]!, monthFirst[2]) : null;
}

const integer = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits));

function named(year: string, month: string, day: string | undefined): string | null {
  const number = monthNumber(month);
  return number === null ? null : dateOf(Number(year), number, integer(day));
}

/** Whether a paper can be of that date: not before print, not after tomorrow (clocks differ by a day). */
export function isBelievable(date: string, asOf: string): boolean {
  return Number(date.slice(0, 4)) >= EARLIEST_YEAR && date <= dayAfter(asOf);
}

/** The day `days` after a day, both YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const dayAfter = (day: string): string => addDays(day, 1);
