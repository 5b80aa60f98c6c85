/**
 * What one reader likes, as a linear model over the vectors of papers: logistic regression with an L2 penalty. Liked papers are the
 * positives; what is "not for me" are the negatives, and so, with less weight, are the papers that stood beside them and got nothing.
 *
 *   minimize  sum over papers  c * ln(1 + exp(-y * (w . x + b)))  +  penalty / 2 * |w|^2,   y = 1 or -1
 *
 * Weights c: the liked ones together 1; each one that is not for the reader as much as a liked one, together at most 1; the others
 * together `others`. By Nesterov's accelerated gradient, a fixed number of steps from 0: the same answer everywhere.
 */
import type { Vector } from "./vectors.ts";

export interface Examples {
  readonly likes: readonly Vector[];
  readonly dislikes: readonly Vector[];
  readonly others: readonly Vector[];
}

export interface Settings {
  readonly penalty: number;
  readonly others: number;
}

/** Not tuned on the readers of docs/performance-library.md, nor on others: likes and what was passed over weigh the same. */
export const settings: Settings = { penalty: 0.1, others: 1 };

export interface LinearModel {
  /** The larger, the more a reader should like it; 0 is undecided. */
  score(paper: Vector): number;
  /** What each dimension of a paper adds to its score. */
  partsOf(paper: Vector): { readonly dimension: number; readonly adds: number }[];
}

const steps = 60;

interface Example {
  readonly at: Int32Array;
  readonly value: Float32Array;
  readonly label: 1 | -1;
  readonly weight: number;
}

export function fit({ likes, dislikes, others }: Examples, { penalty, others: background } = settings): LinearModel {
  // Only what one of the papers has: the dimensions of a vocabulary are many.
  const places = new Map<number, number>();
  const placed = (all: readonly Vector[], label: 1 | -1, weight: number): Example[] =>
    all.map(({ at, value }) => ({ at: at.map((dimension) => placeOf(places, dimension)), value, label, weight }));
  const each = 1 / likes.length;
  const examples = [
    ...placed(likes, 1, each),
    ...placed(dislikes, -1, Math.min(each, 1 / Math.max(1, dislikes.length))),
    ...placed(others, -1, background / Math.max(1, others.length)),
  ];
  const [weights, bias] = minimize(examples, places.size, penalty);
  const weightOf = (dimension: number): number => {
    const place = places.get(dimension);
    return place === undefined ? 0 : weights[place];
  };
  return {
    score: ({ at, value }) => at.reduce((sum, dimension, index) => sum + weightOf(dimension) * value[index], bias),
    partsOf: ({ at, value }) =>
      Array.from(at, (dimension, index) => ({ dimension, adds: weightOf(dimension) * value[index] })),
  };
}

function placeOf(places: Map<number, number>, dimension: number): number {
  let place = places.get(dimension);
  if (place === undefined) places.set(dimension, (place = places.size));
  return place;
}

function minimize(
  examples: readonly Example[],
  size: number,
  penalty: number,
): readonly [weights: Float64Array, bias: number] {
  const weights = new Float64Array(size);
  const ahead = new Float64Array(size);
  let [bias, biasAhead] = [0, 0];
  // The second derivative of the loss is at most 1/4, and vectors with the bias have a squared length of 2.
  const step = 1 / (0.5 * examples.reduce((sum, { weight }) => sum + weight, 0) + penalty);
  const gradient = new Float64Array(size);
  for (let round = 0; round < steps; round++) {
    for (let place = 0; place < size; place++) gradient[place] = penalty * ahead[place];
    let biasGradient = 0;
    for (const { at, value, label, weight } of examples) {
      let score = biasAhead;
      for (let index = 0; index < at.length; index++) score += ahead[at[index]] * value[index];
      const pull = (-label * weight) / (1 + Math.exp(label * score));
      for (let index = 0; index < at.length; index++) gradient[at[index]] += pull * value[index];
      biasGradient += pull;
    }
    const momentum = round / (round + 3);
    for (let place = 0; place < size; place++) {
      const moved = ahead[place] - step * gradient[place];
      ahead[place] = moved + momentum * (moved - weights[place]);
      weights[place] = moved;
    }
    const biasMoved = biasAhead - step * biasGradient;
    biasAhead = biasMoved + momentum * (biasMoved - bias);
    bias = biasMoved;
  }
  return [weights, bias];
}
