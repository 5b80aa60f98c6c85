/** Whether a batch is news: stale, shrunken and failed batches are recognized, and the last good list is kept. */
import { absence, type Absence, type CalendarSource } from "./calendar.ts";
import type { FetchErrorKind } from "../fetch/errors.ts";

/** What is remembered of a batch. */
export interface BatchFacts {
  /** The day the list is for, YYYY-MM-DD. */
  readonly day: string;
  readonly papers: number;
  /** Greatest arXiv id announced as new. */
  readonly newestId: string | null;
}

export type FreshnessState = "fresh" | Absence | "stale" | "shrunken" | "rate-limited" | "failed";

export interface Freshness {
  readonly state: FreshnessState;
  /** One sentence for the status page and for an empty day. */
  readonly says: string;
  /** Which list is shown: a worse one never takes the place of a better one. */
  readonly keep: "new" | "last";
}

export interface Look {
  readonly source: CalendarSource;
  /** The day that was asked for. */
  readonly day: string;
  readonly now: Date;
  /** What came; null when nothing did. */
  readonly found: BatchFacts | null;
  /** The last good batch, of that day or of an earlier one. */
  readonly last: BatchFacts | null;
  /** Why nothing, or not everything, came. */
  readonly failure?: { readonly kind: FetchErrorKind | "document"; readonly says: string } | null;
}

/** A list of the same day may lose a few papers to withdrawals; more than this share is an accident upstream. */
const SHRINKAGE = 0.1;

/** Judges one look at a source. */
export function judgeLook({ source, day, now, found, last, failure = null }: Look): Freshness {
  const sameDay = last?.day === day ? last : null;
  if (failure !== null) {
    const state = failure.kind === "rate-limited" ? "rate-limited" : "failed";
    // Half a list is better than none, and worse than a whole one.
    return {
      state,
      says: failure.says,
      keep: found !== null && found.papers > (sameDay?.papers ?? 0) ? "new" : "last",
    };
  }
  if (found === null || found.papers === 0) {
    if (sameDay !== null && sameDay.papers > 0) {
      return {
        state: "shrunken",
        says: `${sameDay.papers} papers before, none now: the earlier list is kept`,
        keep: "last",
      };
    }
    const { why, says } = absence(source, day, now);
    return { state: why, says, keep: "last" };
  }
  if (found.day < day || isStale(found, last, day)) {
    return {
      state: "stale",
      says: `still the list of ${staleDay(found, last, day)}, whatever its build date says`,
      keep: "last",
    };
  }
  if (sameDay !== null && found.papers < sameDay.papers * (1 - SHRINKAGE)) {
    const says = `${sameDay.papers} papers before, ${found.papers} now: the earlier list is kept`;
    return { state: "shrunken", says, keep: "last" };
  }
  return { state: "fresh", says: `${found.papers} papers`, keep: "new" };
}

/** A new day's list whose greatest new id has not grown is yesterday's. */
function isStale(found: BatchFacts, last: BatchFacts | null, day: string): boolean {
  if (last === null || last.day >= day || found.newestId === null || last.newestId === null) return false;
  return found.newestId <= last.newestId;
}

const staleDay = (found: BatchFacts, last: BatchFacts | null, day: string): string =>
  found.day < day ? found.day : (last?.day ?? found.day);
