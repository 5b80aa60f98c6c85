/** A stream of random numbers with what generators of texts, tables and records need. */
import type { Stream } from "#engine";

export class Draw {
  private readonly stream: Stream;
  constructor(stream: Stream) {
    this.stream = stream;
  }
  below = (count: number): number => this.stream.integers(1, count)[0];
  between = (low: number, high: number): number => low + this.below(high - low + 1);
  normal = (): number => this.stream.normal(1)[0];
  uniform = (low: number, high: number): number => low + (high - low) * this.stream.uniform(1)[0];
  chance = (probability: number): boolean => this.stream.uniform(1)[0] < probability;
  pick = <T>(items: readonly T[]): T => items[this.below(items.length)];
  shuffle = <T>(items: readonly T[]): T[] => Array.from(this.stream.permutation(items.length), (at) => items[at]);
  some = <T>(items: readonly T[], count: number): T[] => this.shuffle(items).slice(0, count);

  /** An item by Zipf's law: the nth is drawn with a weight of 1 / n^power. */
  zipf<T>(items: readonly T[], power = 1): T {
    const weights = items.map((_, at) => (at + 1) ** -power);
    let left = this.uniform(
      0,
      weights.reduce((sum, weight) => sum + weight, 0),
    );
    let at = 0;
    while (at < items.length - 1 && left >= weights[at]) left -= weights[at++];
    return items[at];
  }
}
