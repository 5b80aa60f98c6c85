/**
 * A task in which every query needs another sharpness, and its length alone says which: sixteen keys along directions at right angles,
 * each with a random sign; a query is a mixture of the sixteen with random shares, and the answer is the sign that most of the keys with
 * the k largest shares have. Long queries ask for one key, middle ones for three, short ones for seven.
 */
import { random } from "#engine";

export const keyCount = 16;
export const queryCount = 8;

/** Length of a query, and the keys that it asks for. */
export const kinds = [
  { length: 0.25, keys: 7 },
  { length: 1, keys: 3 },
  { length: 4, keys: 1 },
] as const;

/** A type and not an interface, so that it can be fed to a program as it is. */
export type RetrievalBatch = {
  /** Of keys, [batch, 16]: -1 or 1. */
  readonly signs: Float32Array;
  /** [batch, 8, 16] */
  readonly queries: Float32Array;
  /** [batch, 8]: -1 or 1. */
  readonly answers: Float32Array;
};

/** The directions of the keys, [16, 16], one a row, at right angles: the same in every batch of a seed. */
export function keyDirections(seed: number): Float32Array {
  const normal = random(seed)
    .stream("retrieval: directions")
    .normal(keyCount ** 2);
  const rows: Float32Array[] = [];
  for (let at = 0; at < keyCount; at++) {
    const row = normal.slice(at * keyCount, (at + 1) * keyCount);
    // Twice, as once is not exact enough in float32.
    for (const other of [...rows, ...rows]) {
      const common = dot(row, other);
      row.forEach((_, entry) => (row[entry] -= common * other[entry]));
    }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
  }
  return Float32Array.from({ length: keyCount ** 2 }, (_, at) => rows[Math.floor(at / keyCount)][at % keyCount]);
}

/** Batch `step`, and of which kind each query is. */
export function retrievalBatch(
  { seed, step, batch }: { readonly seed: number; readonly step: number; readonly batch: number },
  directions: Float32Array,
): { readonly feeds: RetrievalBatch; readonly kindOf: Int32Array } {
  const stream = random(seed).stream(`retrieval: batch ${step}`);
  const queries = new Float32Array(batch * queryCount * keyCount);
  const answers = new Float32Array(batch * queryCount);
  const signs = Float32Array.from(stream.bernoulli(batch * keyCount, 0.5), (one) => 2 * Number(one) - 1);
  const kindOf = Int32Array.from(stream.integers(batch * queryCount, kinds.length));
  const normal = stream.normal(batch * queryCount * keyCount);
  for (let query = 0; query < batch * queryCount; query++) {
    const shares = normal.slice(query * keyCount, (query + 1) * keyCount).map(Math.abs);
    const { length, keys } = kinds[kindOf[query]];
    const first = Math.floor(query / queryCount) * keyCount;
    const wanted = Array.from(shares.keys())
      .sort((a, b) => shares[b] - shares[a])
      .slice(0, keys);
    answers[query] = Math.sign(wanted.reduce((sum, key) => sum + signs[first + key], 0));
    const scale = length / Math.sqrt(dot(shares, shares));
    for (let key = 0; key < keyCount; key++)
      for (let entry = 0; entry < keyCount; entry++)
        queries[query * keyCount + entry] += scale * shares[key] * directions[key * keyCount + entry];
  }
  return { feeds: { signs, queries, answers }, kindOf };
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * b[at], 0);
