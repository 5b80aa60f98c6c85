/** The two pictures of a gradient in few bits: how large its entries are, and what each channel's scale could hold. */
import { largestCode } from "#lab/nn/low-precision/codes";
import { lowest, octaves, roundedBy } from "./histogram.ts";
import { column } from "./optimum.ts";

export const pictureCharts = {
  "Gradients before and after": {
    x: { label: "Size, in octaves below the largest (at the left end: zero)" },
    y: { label: "Share of the entries", unit: "%" },
    caption:
      "A gradient's entries, rounded stochastically. One scale makes zeros of most; groups keep those of quiet channels.",
  },
  "Ranges of channels": {
    x: { label: "Channel, by range" },
    y: { label: "Range, in octaves below the largest" },
    caption:
      "The largest entry of each channel, and what the scale of its group could hold: the nearer, the fewer codes are wasted.",
  },
} as const;

/** Largest |entry| of each column of a matrix, row by row. */
export const rangesOf = (matrix: ArrayLike<number>, columns: number): number[] =>
  Array.from({ length: columns }, (_, c) => Math.max(...[...column(matrix, columns, c)].map(Math.abs)));

interface Pictured {
  readonly gradient: ArrayLike<number>;
  readonly bits: number;
  /** Of each channel, by the name of the way that they were found. */
  readonly scales: Readonly<Record<string, readonly number[]>>;
  readonly noise: ArrayLike<number>;
  /** Every so many channels are drawn. */
  readonly every?: number;
}

export function* pictures({ gradient, bits, scales, noise, every = 1 }: Pictured) {
  const ranges = rangesOf(gradient, Object.values(scales)[0].length);
  const largest = Math.max(...ranges);
  const bars = { gradient, ...scales };
  for (const [series, each] of Object.entries(bars)) {
    const values = series === "gradient" ? gradient : roundedBy(gradient, each as readonly number[], noise);
    for (const point of octaves(values, largest))
      yield { chart: "Gradients before and after" as const, series, ...point };
  }
  const held = Object.entries(scales).map(
    ([series, each]) => [series, each.map((scale) => scale * largestCode(bits))] as const,
  );
  const order = ranges.map((_, c) => c).sort((a, b) => ranges[b] - ranges[a]);
  for (const [rank, c] of order.entries())
    if (rank % every === 0)
      for (const [series, each] of [["range", ranges] as const, ...held]) {
        const y = Math.max(lowest, Math.log2(each[c] / largest));
        yield { chart: "Ranges of channels" as const, series, x: rank + 1, y };
      }
}
