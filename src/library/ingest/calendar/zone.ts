/** Days and hours of New York, by which arXiv announces and Daily Papers counts its days. */

const ZONE = "America/New_York";

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function fields(moment: Date): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** The day it is in New York, YYYY-MM-DD. */
export function newYorkDay(moment: Date): string {
  const { year, month, day } = fields(moment);
  return `${year.padStart(4, "0")}-${month}-${day}`;
}

/**
 * The moment at which it is `hour` o'clock in New York on a day (YYYY-MM-DD), daylight saving time included. Hour 24
 * is the next midnight.
 */
export function newYorkTime(day: string, hour: number): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000;
  // The offset at the guess is the offset at the answer, except within hours of a change: hence twice.
  const guess = wall - offset(new Date(wall));
  return new Date(wall - offset(new Date(guess)));
}

/** New York's wall clock minus UTC, in milliseconds. */
function offset(moment: Date): number {
  const { year, month, day, hour, minute, second } = fields(moment);
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return wall - Math.floor(moment.getTime() / 1_000) * 1_000;
}
