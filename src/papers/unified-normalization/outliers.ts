/** How far single batches stick out: each channel's mean square against its own recent past. */
import type { Seen } from "../testbeds/statistics.ts";
import { median } from "../testbeds/timing.ts";

/** Batches that make up the recent past; the first as many are not judged. */
const past = 20;

/** Follows the norms of one model from step to step. */
export class OutlierMeter {
  readonly #recent = new Map<string, Float32Array[]>();
  readonly #largest = new Map<string, number>();

  /** Takes in what the norms saw of one batch; the largest mean square relative to the median of the channel's last 20. */
  add(batch: readonly Seen[]): number | null {
    let most: number | null = null;
    for (const { norm, square } of batch) {
      const recent = this.#recent.get(norm) ?? [];
      if (recent.length === past) {
        const largest = Math.max(...square.map((now, c) => now / median(recent.map((then) => then[c]))));
        this.#largest.set(norm, Math.max(this.#largest.get(norm) ?? 0, largest));
        most = Math.max(most ?? 0, largest);
      }
      this.#recent.set(norm, [...recent, square].slice(-past));
    }
    return most;
  }

  /** The largest so far of each norm, in the middle over the norms; NaN before any batch was judged. */
  typical(): number {
    return median([...this.#largest.values()]);
  }
}
