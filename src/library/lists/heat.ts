/**
 * What is hot: every act adds a weight that halves every three days.
 *
 *   heat(now) = sum over acts of weight * 2^(-(now - time of act) / 3 days)
 *
 * Each of these is one act:
 * - a reader who voted for the paper, commented on it or bookmarked it: weight 1, at the latest of these. One person counts once.
 * - a day (UTC) on which this installation ran it and the run finished: weight 1/2, however many runs. A run that a visitor sends
 *   weighs nothing: nobody can check it.
 * - what another site counts: ln(1 + votes) + ln(1 + comments), at noon of the day on which it listed the paper. Where several
 *   sites count, the largest of these weights.
 *
 * All weights halve at the same pace, so the order of two papers changes only by new acts, never by time passing. What is stored
 * is therefore log2 of the heat at time 0: sorting by it is sorting by heat at any moment, and an index does it. The database
 * function `refresh_list_entries` computes it whenever something happens; here it is said in the language of the rest.
 */

/** Milliseconds in which a weight halves. */
export const HALF_LIFE = 3 * 86_400_000;

export interface Act {
  readonly at: Date;
  readonly weight: number;
}

/** What one site that counts votes and comments adds. */
export const elsewhere = (votes: number, comments: number): number => Math.log(1 + votes) + Math.log(1 + comments);

/** log2 of the heat at time 0, in a way that neither overflows nor underflows; null without acts. */
export function storedHeat(acts: readonly Act[]): number | null {
  if (acts.length === 0) return null;
  const times = acts.map(({ at }) => at.getTime() / HALF_LIFE);
  const latest = Math.max(...times);
  const sum = acts.reduce((all, { weight }, index) => all + weight * 2 ** Math.max(times[index] - latest, -60), 0);
  return latest + Math.log2(sum);
}

/** The heat at a moment: 1 is one reader just now. */
export const heatAt = (stored: number, now: Date): number => 2 ** (stored - now.getTime() / HALF_LIFE);
