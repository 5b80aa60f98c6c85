/** How far the statistics of a batch are from their running values, and from those of the batch before. */
import { relativeDistance, type RecordedStats } from "#lab/measure/batch-statistics";
import { mean } from "#lab/measure/statistics";

/** What a running average keeps of itself in a step, here and in batch normalization. */
const keep = 0.9;

/** One step of one model, averaged over its norms and channels. */
export interface Fluctuation {
  /** |variance of the batch - running variance| / running variance, the running one from before the step. */
  readonly distance: number;
  /** |mean of the batch - running mean| / running deviation. */
  readonly shift: number;
  /** Change since the step before, relative to it: of the batch's variance, its mean square, and the running mean square. */
  readonly variance: number;
  readonly square: number;
  readonly runningSquare: number;
}

interface Track {
  readonly last: RecordedStats;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly square: Float32Array;
}

/** Follows the norms of one model from step to step; the running values start at the first batch's. */
export class FluctuationMeter {
  readonly #tracks = new Map<string, Track>();
  readonly history: Fluctuation[] = [];

  /** Takes in what the norms saw of one batch; the first one only starts the running values. */
  add(batch: readonly RecordedStats[]): Fluctuation | null {
    const norms: Fluctuation[] = [];
    for (const seen of batch) {
      const track = this.#tracks.get(seen.norm);
      if (!track) {
        this.#tracks.set(seen.norm, { last: seen, mean: seen.mean, variance: seen.variance, square: seen.square });
        continue;
      }
      const next = {
        last: seen,
        mean: follow(track.mean, seen.mean),
        variance: follow(track.variance, seen.variance),
        square: follow(track.square, seen.square),
      };
      norms.push({
        distance: relativeDistance(seen.variance, track.variance),
        shift: mean(
          Array.from(seen.mean, (now, c) => Math.abs(now - track.mean[c]) / Math.sqrt(track.variance[c] + 1e-12)),
        ),
        variance: relativeDistance(seen.variance, track.last.variance),
        square: relativeDistance(seen.square, track.last.square),
        runningSquare: relativeDistance(next.square, track.square),
      });
      this.#tracks.set(seen.norm, next);
    }
    if (norms.length === 0) return null;
    const average = Object.fromEntries(
      (Object.keys(norms[0]) as (keyof Fluctuation)[]).map((name) => [name, mean(norms.map((norm) => norm[name]))]),
    ) as unknown as Fluctuation;
    this.history.push(average);
    return average;
  }

  /** Mean over the second half of what was added: by then running values have left their start behind. */
  settled(name: keyof Fluctuation): number {
    return mean(this.history.slice(this.history.length >> 1).map((step) => step[name]));
  }
}

const follow = (running: Float32Array, now: Float32Array): Float32Array =>
  running.map((value, c) => keep * value + (1 - keep) * now[c]);
