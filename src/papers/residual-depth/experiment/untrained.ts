/** What needs no training: paths counted, the error of the series, and what a random tower does to its input. */
import { random } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { mean, slope } from "#lab/measure/statistics";
import { branchFactors, residualTower, seriesTerms } from "../method.ts";
import type { ResidualDepthLab, Settings } from "./settings.ts";
import {
  gradientAtStart,
  norm,
  normalized,
  polynomials,
  reluBlock,
  tanhBlock,
  vectors,
  type Vector,
} from "./vectors.ts";

const width = 64;

/** Paths through 0, 1, ..., n blocks, counted by the tower itself. */
export const pathCounts = (n: number): readonly number[] =>
  residualTower([1], Array(n).fill({ value: (z: readonly number[]) => z }), null, polynomials).at(-1)!;

/** n choose k, k = 0 .. n, by Pascal's rule: not by a tower. */
export function binomials(n: number): number[] {
  const row = [1];
  for (let k = 0; k < n; k++) row.push(Math.round((row[k] * (n - k)) / (k + 1)));
  return row;
}

const depthOfPaths = 30;

/** Factors at which the series is held against its tower: small enough for the next order to be all of the error. */
const factors = [0.08, 0.04, 0.02, 0.01, 0.005];

export async function* untrainedPart(
  lab: ResidualDepthLab,
  { probed, draws }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const counts = pathCounts(depthOfPaths);
  const expected = binomials(depthOfPaths);
  // Paths beyond n choose k would raise it, missing ones lower it, and one order cannot make up for another.
  const off = counts.reduce((sum, count, k) => sum + Math.abs(count - expected[k]), 0);
  yield lab.measure("depth-is-ensemble-size", 1 + off / 2 ** depthOfPaths, { exact: true });
  yield* seriesError(lab);
  yield* growth(lab, probed, draws);
}

/** The series, stopped after each order, against the tower, at ever smaller factors. */
async function* seriesError(lab: ResidualDepthLab): AsyncGenerator<LabEvent, void, void> {
  const stream = random(lab.seed).stream("series");
  const [small, depth] = [16, 8];
  const z = Float64Array.from(stream.normal(small));
  const blocks = Array.from({ length: depth }, () => tanhBlock(stream, small));
  const { first, second } = seriesTerms(z, blocks, vectors);
  const errors = factors.map((factor) => {
    const tower = residualTower(z, blocks, factor, vectors).at(-1)!;
    const sums = [z, vectors.add(z, vectors.scale(first, factor))];
    sums.push(vectors.add(sums[1], vectors.scale(second, factor ** 2)));
    return sums.map((sum) => norm(vectors.add(tower, vectors.scale(sum, -1))) / norm(z));
  });
  for (const [index, factor] of factors.entries())
    for (const [order, error] of errors[index].entries())
      yield lab.point("Error of the series", { series: `after order ${order}`, x: factor, y: error });
  const orderOf = (order: number) =>
    slope(factors.map((factor, index) => [Math.log(factor), Math.log(errors[index][order])]));
  yield lab.measure("expansion-formula", orderOf(2));
  yield lab.note(
    `order of the error after orders 0, 1 and 2: ${[0, 1, 2].map((order) => orderOf(order).toFixed(2)).join(", ")}`,
  );
}

/** log10 of the output's size over the input's, and of the gradient's at the start over that at the end. */
async function* growth(
  lab: ResidualDepthLab,
  depths: readonly number[],
  draws: number,
): AsyncGenerator<LabEvent, void, void> {
  const deepest = depths.at(-1)!;
  const grown: Record<string, number[][]> = {};
  const returned: Record<string, number[][]> = {};
  for (let draw = 0; draw < draws; draw++) {
    yield lab.progress(draw / draws, `untrained towers, draw ${draw + 1}`);
    const stream = random(lab.seed).stream(`tower ${draw}`);
    const [z, cotangent] = [stream.normal(width), stream.normal(width)].map((values) => Float64Array.from(values));
    // Shallower towers are the first blocks of the deepest.
    const blocks = Array.from({ length: deepest }, () => reluBlock(stream, width));
    const normed = blocks.map(normalized);
    for (const depth of depths) {
      const look = (series: string, some: typeof normed, factor: number) => {
        const used = some.slice(0, depth);
        const streams: Vector[] = residualTower(z, used, factor, vectors);
        ((grown[series] ??= [])[draw] ??= []).push(Math.log10(norm(streams.at(-1)!) / norm(z)));
        const gradient = gradientAtStart(streams, used, factor, cotangent) / norm(cotangent);
        ((returned[series] ??= [])[draw] ??= []).push(Math.log10(gradient));
      };
      for (const [name, of] of Object.entries(branchFactors)) look(`factor ${name}`, blocks, of(depth));
      look("layer norm", normed, 1);
      yield lab.progress((draw + depth / deepest) / draws, `untrained towers, ${depth} blocks`);
    }
  }
  const over = (runs: number[][]) => depths.map((_, at) => mean(runs.map((run) => run[at])));
  for (const [chart, values] of [
    ["Growth", grown],
    ["Gradient", returned],
  ] as const)
    for (const [series, runs] of Object.entries(values))
      for (const [at, y] of over(runs).entries()) yield lab.point(chart, { series, x: depths[at], y });
  for (const depth of depths)
    yield lab.point("Growth", { series: "predicted at factor 1", x: depth, y: predicted(depth, 1) });

  yield lab.measure("signal-explosion", over(grown["factor 1"]).at(-1)! / predicted(deepest, 1));
  const tamed = (["factor 1/sqrt n", "factor 1/n"] as const).flatMap((series) => over(grown[series]).map(Math.abs));
  yield lab.measure("scaling-tames", Math.max(...tamed));
  const overflow = depths.find((depth) => predicted(depth, 1) * 2 > Math.log10(3.4e38));
  if (overflow !== undefined)
    yield lab.note(
      `in single precision the sum of squares of a tower with factor 1 is infinite from ${overflow} blocks on`,
    );
}

/** log10 of the growth that counting paths foretells for independent branches of unit gain: a factor sqrt(1 + factor²) per block. */
export const predicted = (depth: number, factor: number): number => (depth / 2) * Math.log10(1 + factor ** 2);
