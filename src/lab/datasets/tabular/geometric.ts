/** Tasks about where points lie: clouds, shells, spirals. */
import type { Draw } from "../draw.ts";
import type { Suite } from "./suites.ts";

const around = (centre: readonly number[], spread: number, draw: Draw) =>
  centre.map((value) => value + spread * draw.normal());

const point = (length: number, draw: Draw, spread = 1) => Array.from({ length }, () => spread * draw.normal());

/** Two clouds at a and -a. Breiman 1996; the best possible error is 2.3 %. */
const twoNorm: Suite = {
  columns: 20,
  classes: 2,
  open: () => (row) => {
    const label = row.below(2);
    return [around(Array<number>(20).fill((label === 0 ? 2 : -2) / Math.sqrt(20)), 1, row), label];
  },
};

/** A wide cloud around 0, and a narrower one beside its middle. Breiman 1996; the best possible error is 1.3 %. */
const ringNorm: Suite = {
  columns: 20,
  classes: 2,
  open: () => (row) => {
    const label = row.below(2);
    return [label === 0 ? point(20, row, 2) : around(Array<number>(20).fill(1 / Math.sqrt(20)), 1, row), label];
  },
};

/** Four classes of three clouds each, in eight dimensions. */
const mixtures: Suite = {
  columns: 8,
  classes: 4,
  open(task) {
    const centres = Array.from({ length: 12 }, () => point(8, task, 1.2));
    return (row) => {
      const cloud = row.below(12);
      return [around(centres[cloud], 1, row), cloud % 4];
    };
  },
};

/** Two spirals that wind around each other one and a half times. */
const spirals: Suite = {
  columns: 2,
  classes: 2,
  open: () => (row) => {
    const label = row.below(2);
    const along = Math.sqrt(row.uniform(0.02, 1));
    const angle = 3 * Math.PI * along + label * Math.PI;
    return [around([along * Math.cos(angle), along * Math.sin(angle)], 0.04, row), label];
  },
};

const corners = Array.from({ length: 32 }, (_, bits) =>
  Array.from({ length: 5 }, (_, at) => ((bits >> at) & 1 ? 1.5 : -1.5)),
);

/**
 * Sixteen clouds on corners of a cube of five dimensions, with classes by chance; five mixtures of these dimensions and ten columns of
 * noise beside them. After Guyon's Madelon, 2003.
 */
const madelon: Suite = {
  columns: 20,
  classes: 2,
  open(task) {
    const chosen = task.some(corners, 16);
    const mixing = Array.from({ length: 5 }, () => point(5, task, 1 / Math.sqrt(5)));
    return (row) => {
      const cloud = row.below(16);
      const useful = around(chosen[cloud], 0.7, row);
      const mixed = mixing.map((weights) => weights.reduce((sum, weight, at) => sum + weight * useful[at], 0));
      return [[...useful, ...mixed, ...point(10, row)], cloud % 2];
    };
  },
};

export const geometric = {
  "two-norm": twoNorm,
  "ring-norm": ringNorm,
  mixtures,
  spirals,
  madelon,
} as const satisfies Record<string, Suite>;
