/** Tasks whose classes are stretches of a quantity, linear, piecewise linear, or bent; and waves. */
import type { Draw } from "../draw.ts";
import type { Row, Suite } from "./suites.ts";

interface Quantity {
  readonly features: (row: Draw) => number[];
  readonly of: (x: readonly number[]) => number;
  readonly noise: number;
}

/** Rows whose class is the part of its range, equally likely, in which a quantity with noise lies; the borders are those of a first thousand rows. */
function byQuantity(classes: number, task: Draw, { features, of, noise }: Quantity): (row: Draw) => Row {
  const value = (x: readonly number[], row: Draw) => of(x) + noise * row.normal();
  const sample = Array.from({ length: 1000 }, () => value(features(task), task)).sort((a, b) => a - b);
  const borders = Array.from({ length: classes - 1 }, (_, at) => sample[Math.round((1000 * (at + 1)) / classes)]);
  return (row) => {
    const x = features(row);
    const y = value(x, row);
    return [x, borders.filter((border) => y > border).length];
  };
}

const gaussian = (length: number) => (row: Draw) => Array.from({ length }, () => row.normal());
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at], 0);

/** A half-space of fifteen dimensions, with a border that noise blurs. */
const linear: Suite = {
  columns: 15,
  classes: 2,
  open(task) {
    const w = gaussian(15)(task);
    return byQuantity(2, task, { features: gaussian(15), of: (x) => dot(w, x), noise: 1 });
  },
};

/** The sum of eight hinges, each of them zero on one side of a plane: what a small ReLU net makes. */
const hinges: Suite = {
  columns: 10,
  classes: 2,
  open(task) {
    const planes = Array.from({ length: 8 }, (_, at) => ({ w: gaussian(10)(task), sign: at % 2 ? 1 : -1 }));
    const of = (x: readonly number[]) => planes.reduce((sum, { w, sign }) => sum + sign * Math.max(0, dot(w, x)), 0);
    return byQuantity(2, task, { features: gaussian(10), of, noise: 0.5 });
  },
};

/** 10 sin(pi x1 x2) + 20 (x3 - 1/2)² + 10 x4 + 5 x5, cut in three; five more columns say nothing. Friedman 1991. */
const friedman: Suite = {
  columns: 10,
  classes: 3,
  open: (task) =>
    byQuantity(3, task, {
      features: (row) => Array.from({ length: 10 }, () => row.uniform(0, 1)),
      of: ([a, b, c, d, e]) => 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e,
      noise: 1,
    }),
};

/** Tops of the two triangles that a wave of each class is mixed of. */
const tops = [
  [7, 15],
  [7, 11],
  [15, 11],
];

/** Which two of three triangles a noisy wave of 21 points is mixed of. Breiman et al. 1984; the best possible error is 14 %. */
const waveform: Suite = {
  columns: 21,
  classes: 3,
  open: () => (row) => {
    const triangle = (top: number, at: number) => Math.max(0, 6 - Math.abs(at - top));
    const label = row.below(3);
    const [one, other] = tops[label];
    const share = row.uniform(0, 1);
    const height = (at: number) => share * triangle(one, at) + (1 - share) * triangle(other, at);
    return [Array.from({ length: 21 }, (_, at) => height(at + 1) + row.normal()), label];
  },
};

export const smooth = { linear, hinges, friedman, waveform } as const satisfies Record<string, Suite>;
