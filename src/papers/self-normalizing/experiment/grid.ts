/** The three theorems on grids: what the map of moments does at every point of one. That says nothing about what lies between the points. */
import { layerMap, normalizedWeights, type Moments, type Weights } from "../method.ts";

type Range = readonly [low: number, high: number];
export type LayerMap = (moments: Moments, weights: Weights) => Moments;

/** Of moments, and of a unit's weights. */
interface Domain {
  readonly mean: Range;
  readonly variance: Range;
  readonly sum: Range;
  readonly squares: Range;
}

interface Theorem {
  readonly domains: readonly Domain[];
  readonly holds: (before: Moments, after: Moments) => boolean;
}

const sum: Range = [-0.1, 0.1];
const stable: Domain = { mean: [-0.1, 0.1], variance: [0.8, 1.5], sum, squares: [0.95, 1.1] };
const within = (value: number, [low, high]: Range) => value >= low && value <= high;

export const theorems = {
  mapped: {
    domains: [stable],
    holds: (_, after) => within(after.mean, stable.mean) && within(after.variance, stable.variance),
  },
  upper: {
    domains: [{ mean: [-1, 1], variance: [3, 16], sum, squares: [0.8, 1.25] }],
    holds: (before, after) => after.variance < before.variance,
  },
  lower: {
    domains: [
      { mean: [-0.1, 0.1], variance: [0.02, 0.16], sum, squares: [0.8, 1.25] },
      { mean: [-0.1, 0.1], variance: [0.02, 0.24], sum, squares: [0.9, 1.25] },
    ],
    holds: (before, after) => after.variance > before.variance,
  },
} as const satisfies Record<string, Theorem>;

/** Every combination of `side` equally spaced values of each range, ends included. */
export function* gridOf({ mean, variance, sum, squares }: Domain, side: number): Generator<[Moments, Weights]> {
  const values = ([low, high]: Range) =>
    Array.from({ length: side }, (_, at) => low + ((high - low) * at) / (side - 1));
  const all = [mean, variance, sum, squares].map(values);
  for (const m of all[0])
    for (const v of all[1])
      for (const s of all[2])
        for (const q of all[3])
          yield [
            { mean: m, variance: v },
            { sum: s, squares: q },
          ];
}

/** Share of the points of a theorem's grids at which it holds, for SELU or for another map. */
export function shareHeld(name: keyof typeof theorems, side: number, map: LayerMap = layerMap): number {
  const { domains, holds }: Theorem = theorems[name];
  let [held, all] = [0, 0];
  for (const domain of domains)
    for (const [before, weights] of gridOf(domain, side)) {
      all++;
      if (holds(before, map(before, weights))) held++;
    }
  return held / all;
}

/** Into what the domain of the first theorem is mapped, and the largest stretch of a small step in it: below 1, the map contracts. */
export function stableImage(side: number): { mean: Range; variance: Range; stretch: number } {
  const points = [...gridOf(stable, side)];
  const after = points.map(([before, weights]) => layerMap(before, weights));
  const range = (values: readonly number[]): Range => [Math.min(...values), Math.max(...values)];
  return {
    mean: range(after.map(({ mean }) => mean)),
    variance: range(after.map(({ variance }) => variance)),
    stretch: Math.max(...points.map(([before, weights]) => jacobianNorm(before, weights))),
  };
}

/** Largest factor by which the map stretches a small step, by central differences. */
export function jacobianNorm({ mean, variance }: Moments, weights: Weights = normalizedWeights): number {
  const h = 1e-5;
  const column = (dm: number, dv: number) => {
    const at = (side: number) => layerMap({ mean: mean + side * dm, variance: variance + side * dv }, weights);
    const [up, down] = [at(1), at(-1)];
    return [(up.mean - down.mean) / (2 * h), (up.variance - down.variance) / (2 * h)];
  };
  const [[a, c], [b, d]] = [column(h, 0), column(0, h)];
  const squares = a * a + b * b + c * c + d * d;
  return Math.sqrt((squares + Math.sqrt(Math.max(0, squares ** 2 - 4 * (a * d - b * c) ** 2))) / 2);
}
