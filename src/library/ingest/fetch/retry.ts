/** When to try again: what the service says, else exponentially later, never all at the same moment. */
import type { Clock } from "./gate.ts";

/** First wait, in milliseconds; it doubles with every attempt. */
const BASE = 2_000;
const LONGEST = 60_000;

/** Retry-After as milliseconds from now: seconds, or an HTTP date. Null when absent or unreadable. */
export function retryAfter(header: string | undefined, now: number): number | null {
  const written = header?.trim() ?? "";
  if (/^\d{1,7}$/.test(written)) return Number(written) * 1_000;
  // Only the fixed form: Date.parse would take almost anything for a date.
  if (!/^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(written)) return null;
  const moment = Date.parse(written);
  return Number.isNaN(moment) ? null : Math.max(0, moment - now);
}

/** Milliseconds before attempt `attempt` + 1 (counted from 1): at least what was asked for, and a little more. */
export function waitBefore(attempt: number, asked: number | null, clock: Clock): number {
  if (asked !== null) return Math.ceil(asked * (1 + 0.1 * clock.random()));
  const full = Math.min(LONGEST, BASE * 2 ** (attempt - 1));
  return Math.ceil(full * (0.5 + 0.5 * clock.random()));
}

/** Statuses that may pass by themselves. */
export const isPassing = (status: number): boolean => [408, 425, 429, 500, 502, 503, 504].includes(status);
