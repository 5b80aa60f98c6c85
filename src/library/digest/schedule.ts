/** When a reader's digest is due, and which day or week it is of. */
import { addDays, dayIn, momentOf, weekdayOf, weekOf } from "./zone.ts";

export interface Schedule {
  readonly frequency: "daily" | "weekly";
  /** 1 is Monday; only for weekly digests. */
  readonly weekday: number;
  readonly hour: number;
  /** IANA name. */
  readonly zone: string;
}

/** The first moment after `after` at which a digest is due. */
export function nextDue(schedule: Schedule, after: Date): Date {
  const { zone, hour } = schedule;
  // A day back, because a zone's day may have begun before.
  for (let day = addDays(dayIn(zone, after), -1), tries = 0; tries < 10; day = addDays(day, 1), tries++) {
    if (!isDueOn(schedule, day)) continue;
    const at = momentOf(zone, day, hour);
    if (at > after) return at;
  }
  throw new Error(`no digest is ever due: ${JSON.stringify(schedule)}`);
}

const isDueOn = ({ frequency, weekday }: Schedule, day: string): boolean =>
  frequency === "daily" || weekdayOf(day) === weekday;

/** The last moment at or before `now` at which a digest was due. */
export function lastDue(schedule: Schedule, now: Date): Date {
  const { zone, hour } = schedule;
  for (let day = addDays(dayIn(zone, now), 1), tries = 0; tries < 10; day = addDays(day, -1), tries++) {
    if (!isDueOn(schedule, day)) continue;
    const at = momentOf(zone, day, hour);
    if (at <= now) return at;
  }
  throw new Error(`no digest was ever due: ${JSON.stringify(schedule)}`);
}

/** The name of the day or week: nobody gets two digests of one name. */
export const periodOf = (frequency: Schedule["frequency"], day: string): string =>
  frequency === "daily" ? day : weekOf(day);
