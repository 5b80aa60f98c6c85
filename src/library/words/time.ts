/** Days, moments and durations in words. All times are shown in UTC, as they are stored. */

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "2016-07-21" -> "21 July 2016" */
export function formatDay(day: string): string {
  const [year, month, date] = day.slice(0, 10).split("-").map(Number);
  return `${date} ${months[month - 1]} ${year}`;
}

/** "2016-07-21" -> "21 Jul" */
export function formatShortDay(day: string): string {
  const [, month, date] = day.slice(0, 10).split("-").map(Number);
  return `${date} ${months[month - 1].slice(0, 3)}`;
}

/** "2016-07" -> "July 2016" */
export const formatMonth = (month: string): string => formatDay(`${month}-01`).slice(2);

/** "2026-11-23T20:41:07.123Z" -> "23 November 2026, 20:41 UTC" */
export const formatMoment = (iso: string): string => `${formatDay(iso)}, ${iso.slice(11, 16)} UTC`;

/** How long ago a day was: "yesterday's", "6 days old", "5 months old"; null for today, and for days to come. */
export function ageOfDay(day: string, today: string): string | null {
  const days = Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000);
  if (days <= 0) return null;
  if (days === 1) return "yesterday's";
  if (days < 14) return `${days} days old`;
  if (days < 60) return `${Math.floor(days / 7)} weeks old`;
  return days < 730 ? `${Math.floor(days / 30.44)} months old` : `${Math.floor(days / 365.25)} years old`;
}

/** Seconds as a reader would say them: "0.4 s", "40 s", "3 min 20 s", "2 h 5 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** An estimate, rounded to what anybody would believe: "40 s", "2 min". */
export function formatEstimate(seconds: number): string {
  if (seconds < 90) return `${Math.max(5, Math.round(seconds / 5) * 5)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** Seconds between two moments; null while the second is missing. */
export function secondsBetween(startedAt: string, finishedAt: string | null): number | null {
  return finishedAt === null ? null : Math.max(0, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}
