/** How large the entries of a gradient are, in octaves below the largest, before and after rounding. */

/** Everything below is counted with zeros. */
export const lowest = -13;

/** Share of the values, in percent, by whole octaves of |value| / largest: 0 for the largest, -1 for half of it and less, `lowest` for nothing. */
export function octaves(values: ArrayLike<number>, largest: number): { x: number; y: number }[] {
  const counts = new Array<number>(1 - lowest).fill(0);
  for (const value of Array.from(values)) {
    const octave =
      value === 0 ? lowest : Math.max(lowest, Math.min(0, Math.ceil(Math.log2(Math.abs(value) / largest) - 1e-6)));
    counts[-octave]++;
  }
  return counts.map((count, at) => ({ x: -at, y: (100 * count) / values.length })).reverse();
}

/** A matrix rounded stochastically to multiples of a scale for each column, by uniform noise of its shape. */
export const roundedBy = (matrix: ArrayLike<number>, scales: readonly number[], noise: ArrayLike<number>): number[] =>
  Array.from(matrix, (value, at) => {
    const scale = scales[at % scales.length];
    if (scale === 0) return 0;
    const steps = value / scale;
    const below = Math.floor(steps);
    return scale * (below + Number(noise[at] < steps - below));
  });
