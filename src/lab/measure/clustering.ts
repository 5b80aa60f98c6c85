/** Groups of vectors, and how far they agree with groups that are known. */
import type { Stream } from "#engine";

/** A table of vectors, row after row. */
export interface Rows {
  readonly values: Float32Array;
  readonly width: number;
}

/**
 * The group of each row by k-means, from centres that k-means++ draws: the best of several starts by the sum of squared distances.
 * Lloyd 1982; Arthur and Vassilvitskii 2007. @throws Error when there are fewer rows than groups.
 */
export function kMeans(
  { values, width }: Rows,
  groups: number,
  stream: Stream,
  { starts = 3, rounds = 20 }: { starts?: number; rounds?: number } = {},
): Int32Array {
  const rows = values.length / width;
  if (rows < groups) throw new Error(`${rows} rows do not make ${groups} groups`);
  let best: { groupOf: Int32Array; cost: number } | null = null;
  for (let start = 0; start < starts; start++) {
    const centres = drawCentres({ values, width }, groups, stream);
    let found = assign({ values, width }, centres);
    for (let round = 0; round < rounds; round++) {
      moveTo(centres, { values, width }, found.groupOf);
      const next = assign({ values, width }, centres);
      const settled = next.cost >= found.cost;
      found = next;
      if (settled) break;
    }
    if (best === null || found.cost < best.cost) best = found;
  }
  return best!.groupOf;
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>, i: number, j: number, width: number): number {
  let sum = 0;
  for (let at = 0; at < width; at++) {
    const difference = a[i * width + at] - b[j * width + at];
    sum += difference * difference;
  }
  return sum;
}

/** The first at random, each further one with a probability by its squared distance from the nearest so far. */
function drawCentres({ values, width }: Rows, groups: number, stream: Stream): Float64Array {
  const rows = values.length / width;
  const centres = new Float64Array(groups * width);
  const distances = new Float64Array(rows).fill(Infinity);
  let chosen = stream.integers(1, rows)[0];
  for (let group = 0; group < groups; group++) {
    centres.set(values.subarray(chosen * width, (chosen + 1) * width), group * width);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      distances[row] = Math.min(distances[row], squaredDistance(values, centres, row, group, width));
      total += distances[row];
    }
    let left = stream.uniform(1)[0] * total;
    chosen = distances.findIndex((distance) => (left -= distance) < 0);
    if (chosen < 0) chosen = rows - 1;
  }
  return centres;
}

function assign({ values, width }: Rows, centres: Float64Array): { groupOf: Int32Array; cost: number } {
  const groupOf = new Int32Array(values.length / width);
  let cost = 0;
  for (let row = 0; row < groupOf.length; row++) {
    let nearest = Infinity;
    for (let group = 0; group < centres.length / width; group++) {
      const distance = squaredDistance(values, centres, row, group, width);
      if (distance < nearest) [nearest, groupOf[row]] = [distance, group];
    }
    cost += nearest;
  }
  return { groupOf, cost };
}

/** Centres to the means of their rows; one without rows stays. */
function moveTo(centres: Float64Array, { values, width }: Rows, groupOf: Int32Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length / width);
  for (const [row, group] of groupOf.entries()) {
    counts[group]++;
    for (let at = 0; at < width; at++) sums[group * width + at] += values[row * width + at];
  }
  for (let at = 0; at < centres.length; at++) {
    const count = counts[Math.floor(at / width)];
    if (count > 0) centres[at] = sums[at] / count;
  }
}

/**
 * The harmonic mean of homogeneity, 1 - H(class | group) / H(class), and completeness, 1 - H(group | class) / H(group): 1 where both
 * divisions are the same, 0 where neither says anything of the other. Rosenberg and Hirschberg 2007.
 */
export function vMeasure(classes: ArrayLike<number>, groups: ArrayLike<number>): number {
  const both = Array.from(classes, (own, at) => `${own} ${groups[at]}`);
  const [ofClass, ofGroup, joint] = [Array.from(classes, String), Array.from(groups, String), both].map(entropy);
  const homogeneity = ofClass === 0 ? 1 : 1 - (joint - ofGroup) / ofClass;
  const completeness = ofGroup === 0 ? 1 : 1 - (joint - ofClass) / ofGroup;
  return homogeneity + completeness <= 0 ? 0 : (2 * homogeneity * completeness) / (homogeneity + completeness);
}

/** In nats. */
function entropy(values: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / values.length) * Math.log(count / values.length),
    0,
  );
}
