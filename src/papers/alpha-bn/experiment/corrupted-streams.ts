/** Streams of digits: how they are ordered, with what they are spoiled, and how accurate predictions on them are. */
import { random } from "#engine";
import { corrupted, corruptionNames, type Corruption, type Severity } from "#lab/datasets/digits/corruptions";
import { balancedStream, skewedStream } from "#lab/datasets/digits/streams";
import { digitsAt, type Digits } from "#lab/datasets/mnist";
import type { Batches } from "./predictor.ts";
import { digitNet } from "./source.ts";
import { concentration } from "./settings.ts";

/** Weights and learning rates are chosen on it, and nothing else is measured with it. */
export const heldOutCorruption: Corruption = "noise";
export const measuredCorruptions = corruptionNames.filter((name) => name !== heldOutCorruption);

/** Seeds of the streams on which rates are chosen, half as long as those that are measured; no two seeds of a run share one. */
export const tuningStreams = (seed: number): number[] => [1, 2, 3].map((at) => 1000 * seed + at);

export interface Order {
  readonly skewed: boolean;
  readonly batch: number;
}

export const orders = {
  "skewed, batches of 16": { skewed: true, batch: 16 },
  "skewed, batches of 200": { skewed: true, batch: 200 },
  "balanced, batches of 16": { skewed: false, batch: 16 },
  "balanced, batches of 200": { skewed: false, batch: 200 },
} as const satisfies Record<string, Order>;
export type OrderName = keyof typeof orders;

export interface LabelledStream {
  readonly batches: Batches;
  /** [batches][batch] */
  readonly labels: readonly Int32Array[];
}

/** One corruption at one severity, in one order: the same for every method that meets it. */
export function streamOf(
  digits: Digits,
  orderName: OrderName,
  { corruption, severity, count, seed }: { corruption: Corruption; severity: Severity; count: number; seed: number },
): LabelledStream {
  const { skewed, batch } = orders[orderName];
  const source = random(seed).stream(`${orderName}: ${corruption} ${severity}`);
  const size = { batch, batches: Math.floor(count / batch) };
  const places = skewed
    ? skewedStream(digits.labels, { ...size, concentration }, source)
    : balancedStream(digits.count, size, source);
  const clean = digitsAt(digits, places);
  const images = corrupted(clean.images, digitNet.side, corruption, severity, source);
  const cut = <T extends Float32Array | Int32Array>(values: T, width: number): T[] =>
    Array.from({ length: size.batches }, (_, at) => values.slice(at * width, (at + 1) * width) as T);
  return { batches: cut(images, batch * digitNet.side ** 2), labels: cut(clean.labels, batch) };
}

/** Share of right predictions, in percent. */
export function accuracyOf(predicted: readonly Int32Array[], labels: readonly Int32Array[]): number {
  let [right, all] = [0, 0];
  for (const [index, some] of predicted.entries())
    for (const [row, label] of labels[index].entries()) {
      right += Number(some[row] === label);
      all++;
    }
  return (100 * right) / all;
}
