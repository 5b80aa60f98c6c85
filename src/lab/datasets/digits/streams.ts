/** In which order a network meets the examples of a test: shuffled, or with classes that come in clusters. */
import type { Stream } from "#engine";

/** Places of `batches` batches, one after the other: all examples in random order, and again in another when they are used up. */
export function balancedStream(count: number, { batch, batches }: StreamSize, stream: Stream): Int32Array {
  const next = endless(
    Int32Array.from({ length: count }, (_, at) => at),
    stream,
  );
  return Int32Array.from({ length: batch * batches }, next);
}

/**
 * Places of batches with class proportions of their own: those of each batch are drawn from a symmetric Dirichlet
 * distribution. The smaller its concentration, the fewer classes share a batch: at 0.1 one or two of ten.
 * Examples of a class come in random order, and again in another when they are used up.
 */
export function skewedStream(
  labels: ArrayLike<number>,
  { batch, batches, concentration }: StreamSize & { readonly concentration: number },
  stream: Stream,
): Int32Array {
  const places = new Map<number, number[]>();
  for (let at = 0; at < labels.length; at++) {
    if (!places.has(labels[at])) places.set(labels[at], []);
    places.get(labels[at])!.push(at);
  }
  const classes = [...places.values()].map((of) => endless(Int32Array.from(of), stream));
  const order = new Int32Array(batch * batches);
  for (let from = 0; from < order.length; from += batch) {
    const shares = dirichlet(classes.length, concentration, stream);
    for (let row = 0; row < batch; row++) order[from + row] = classes[pick(shares, stream)]();
  }
  return order;
}

export interface StreamSize {
  readonly batch: number;
  readonly batches: number;
}

/** One item after the other in random order, round after round. */
function endless(items: Int32Array, stream: Stream): () => number {
  let order = stream.permutation(items.length);
  let at = 0;
  return () => {
    if (at === order.length) [order, at] = [stream.permutation(items.length), 0];
    return items[order[at++]];
  };
}

function pick(shares: readonly number[], stream: Stream): number {
  let left = stream.uniform(1)[0];
  for (let at = 0; at < shares.length - 1; at++) if ((left -= shares[at]) < 0) return at;
  return shares.length - 1;
}

/** Shares of `count` classes that add up to 1: gamma variables over their sum. */
export function dirichlet(count: number, concentration: number, stream: Stream): number[] {
  if (!(concentration > 0)) throw new Error(`concentration ${concentration} is not above 0`);
  const logs = Array.from({ length: count }, () => logGamma(concentration, stream));
  // Small concentrations make values below the smallest double: only their ratios are wanted.
  const largest = Math.max(...logs);
  const values = logs.map((value) => Math.exp(value - largest));
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

/** Logarithm of a gamma variable. Marsaglia & Tsang 2000, for shapes above 1; below, one of shape + 1 times U^(1 / shape). */
function logGamma(shape: number, stream: Stream): number {
  const uniform = () => 1 - stream.uniform(1)[0];
  if (shape < 1) return logGamma(shape + 1, stream) + Math.log(uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const [x] = stream.normal(1);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
