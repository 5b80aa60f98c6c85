/** The reader's own clock: days, hours and weeks of an IANA time zone, right across daylight saving. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a hundred times longer than using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  return format;
}

/** A name like "Europe/Berlin" or "UTC". Fixed offsets are refused: they are wrong for half of the year. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What the zone's clocks show, as if it were UTC, in milliseconds. */
function shown(at: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

/** The day of the zone's calendar at a moment: "2026-11-25". */
export const dayIn = (zone: string, at: Date): string => new Date(shown(at.getTime(), zone)).toISOString().slice(0, 10);

/** The first moment of a day at which the zone's clocks show the hour or, where they jump over it, the moment of the jump. */
export function momentOf(zone: string, day: string, hour: number): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000;
  // A zone is never more than 15 hours from UTC, and changes its offset at most once in that time.
  const offsets = [-15, 15].map((hours) => {
    const at = wanted + hours * 3_600_000;
    return shown(at, zone) - Math.floor(at / 1000) * 1000;
  });
  const [before, after] = offsets;
  const exact = [wanted - Math.max(before, after), wanted - Math.min(before, after)].find(
    (at) => shown(at, zone) === wanted,
  );
  if (exact !== undefined) return new Date(exact);
  return jumpOver(wanted, zone, wanted - Math.max(before, after), wanted - Math.min(before, after));
}

/** Clocks that are set forward never show `wanted`: the moment between the two at which they pass it. */
function jumpOver(wanted: number, zone: string, early: number, late: number): Date {
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2000) * 1000;
    if (shown(middle, zone) < wanted) early = middle;
    else late = middle;
  }
  return new Date(late);
}

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** ISO 8601: "2026-W48". A week belongs to the year that has its Thursday. */
export function weekOf(day: string): string {
  const thursday = addDays(day, 4 - weekdayOf(day));
  const year = thursday.slice(0, 4);
  const week = Math.floor((Date.parse(thursday) - Date.parse(`${year}-01-01`)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}
