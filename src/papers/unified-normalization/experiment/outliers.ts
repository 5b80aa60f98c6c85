/** How far single batches stick out: each channel's mean square against its own recent past. */
import type { RecordedStats } from "#lab/measure/batch-statistics";
import { deviation, mean, median } from "#lab/measure/statistics";

/** Batches that make up the recent past. */
const past = 20;

/** Follows the norms of one model from step to step. */
export class OutlierMeter {
  readonly #recent = new Map<string, Float32Array[]>();
  readonly #largest = new Map<string, number>();
  readonly #variations: number[] = [];
  readonly #settled: number;
  #added = 0;

  /** @param settled batches to pass before any counts: while training begins, statistics grow, which makes no outlier. */
  constructor(settled: number) {
    this.#settled = settled;
  }

  /** Takes in what the norms saw of one batch; the largest mean square relative to the median of the channel's last 20. */
  add(batch: readonly RecordedStats[]): number | null {
    let max: number | null = null;
    const counts = this.#added++ >= this.#settled;
    for (const { norm, square } of batch) {
      const recent = this.#recent.get(norm) ?? [];
      if (recent.length === past) {
        const largest = Math.max(...square.map((now, c) => now / median(recent.map((then) => then[c]))));
        if (counts) {
          this.#largest.set(norm, Math.max(this.#largest.get(norm) ?? 0, largest));
          this.#variations.push(
            mean(Array.from(square, (_, c) => variation([...recent, square].map((then) => then[c])))),
          );
        }
        max = Math.max(max ?? 0, largest);
      }
      this.#recent.set(norm, [...recent, square].slice(-past));
    }
    return max;
  }

  /** The largest so far of each norm, in the middle over the norms; NaN before any batch counted. */
  typical(): number {
    return median([...this.#largest.values()]);
  }

  /** Coefficient of variation of a channel over its last batches, mean over channels, norms and the batches that counted. */
  variation(): number {
    return mean(this.#variations);
  }
}

const variation = (values: readonly number[]): number => deviation(values) / mean(values);
