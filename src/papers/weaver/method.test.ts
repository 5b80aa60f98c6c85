import { describe, expect, test } from "vitest";
import { constant, evaluate, gradient, random, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { drawBench, drawVerifiers } from "./experiment/bench.ts";
import { logisticRegression, solve } from "./experiment/supervised.ts";
import golden from "./golden/numbers.json";
import {
  comparable,
  covariances,
  emRates,
  indicatorMoments,
  kept,
  labelModelLoss,
  majority,
  marginals,
  only,
  posteriorGraph,
  posteriors,
  ratesOf,
  select,
  supervisedRates,
  tripletAccuracies,
  tripletRates,
  votesOf,
  type Rates,
  type Votes,
} from "./method.ts";

registerMatchers(expect);

const rates: Rates = { tpr: [0.9, 0.8, 0.7], fpr: [0.2, 0.3, 0.4] };
const votes = (...rows: readonly (readonly number[])[]): Votes => ({
  rows: rows.length,
  verifiers: rows[0].length,
  values: Uint8Array.from(rows.flat()),
});

/** Votes of verifiers that err independently, with their truth. */
function simulated({ tpr, fpr }: Rates, prior: number, rows: number, seed = 1): { votes: Votes; truth: Uint8Array } {
  const draws = random(seed)
    .stream("votes")
    .uniform(rows * (tpr.length + 1));
  const truth = Uint8Array.from({ length: rows }, (_, row) => Number(draws[row] < prior));
  const values = Uint8Array.from({ length: rows * tpr.length }, (_, at) => {
    const [row, v] = [Math.floor(at / tpr.length), at % tpr.length];
    return Number(draws[rows + at] < (truth[row] ? tpr[v] : fpr[v]));
  });
  return { votes: { rows, verifiers: tpr.length, values }, truth };
}

describe("the worked example", () => {
  test("three verifiers with known covariances get their accuracies back exactly", () => {
    const covariance = [
      [0, 0.0875, 0.0525],
      [0.0875, 0, 0.0375],
      [0.0525, 0.0375, 0],
    ];
    tripletAccuracies(covariance, 0.5).forEach((a, v) => expect(a).toBeCloseTo([0.7, 0.5, 0.3][v], 12));
    const means = rates.tpr.map((tpr, v) => (tpr + rates.fpr[v]) / 2);
    const back = ratesOf(means, [0.7, 0.5, 0.3], 0.5);
    back.tpr.forEach((rate, v) => expect(rate).toBeCloseTo(rates.tpr[v], 12));
    back.fpr.forEach((rate, v) => expect(rate).toBeCloseTo(rates.fpr[v], 12));
  });

  test("votes become posteriors: 6 to 1, and hardly any", async () => {
    const some = votes([1, 1, 0], [0, 0, 0]);
    const [high, low] = posteriors(some, rates, 0.5);
    expect(high).toBeCloseTo(0.857143, 6);
    expect(low).toBeCloseTo(0.0175439, 6);
    expect(posteriors(some, rates, 0.2)[0]).toBeCloseTo(0.6, 12);
    const graph = posteriorGraph(
      constant([
        [1, 1, 0],
        [0, 0, 0],
      ]),
      constant([...rates.tpr]),
      constant([...rates.fpr]),
      constant([0.5]),
    );
    expect(await evaluate(graph)).toBeCloseToTensor([0.857143, 0.0175439], { absolute: 1e-5 });
  });

  test("filters keep what their names say, and all where none would be left", () => {
    const means = [0.05, 0.3, 0.6, 0.95];
    expect(kept(means, "all", 0.5)).toEqual([1, 2]);
    expect(kept(means, "small", 0.5)).toEqual([2, 3]);
    expect(kept(means, "large", 0.5)).toEqual([0, 1]);
    expect([0.1, 0.9, 0.5].map((prior) => kept(means, "adaptive", prior))).toEqual([
      [0, 1],
      [2, 3],
      [1, 2],
    ]);
    expect(kept([0.01, 0.99], "all", 0.5)).toEqual([0, 1]);
  });

  test("scores are put on one scale, answers counted, the first of equals picked", () => {
    expect([...comparable([2, 4, 10])]).toEqual([0, 0.25, 1]);
    expect([...comparable([0.2, 0.4])]).toEqual([0.2, 0.4]);
    expect([...comparable([NaN, 3, 5])]).toEqual([0, 0, 1]);
    expect([...comparable([7, 7])]).toEqual([0, 0]);
    expect(majority(["A", "A", "B", "A", "C"])).toEqual([1, 1, 0, 1, 0]);
    expect(majority(["A", "B"])).toEqual([1, 1]);
    expect(select([0.2, 0.5, 0.5, 0.9, 0.1, 0.9], 3)).toEqual([1, 3]);
    expect(select([0.2, 0.5, 0.5, 0.9, 0.1, 0.9], 3, 1)).toEqual([0, 3]);
  });
});

describe("the released simulation: 20,000 answers, seven verifiers", () => {
  const seven: Rates = {
    tpr: [0.9, 0.8, 0.75, 0.7, 0.6, 0.55, 0.95],
    fpr: [0.15, 0.3, 0.2, 0.35, 0.4, 0.45, 0.5],
  };
  const { votes: all, truth } = simulated(seven, 0.4, 20_000);
  const right = (merit: ArrayLike<number>, cut = 0.5) =>
    truth.reduce((sum, y, row) => sum + Number(Number(merit[row] >= cut) === y), 0) / truth.length;

  test("is solved without a label as well as with the true rates, by triplets and by EM", () => {
    const bayes = right(posteriors(all, seven, 0.4));
    expect(bayes).toBeCloseTo(0.9286, 2);
    for (const estimate of [tripletRates(all, 0.4), emRates(all, 0.4)]) {
      seven.tpr.forEach((rate, v) => expect(estimate.tpr[v]).toBeCloseTo(rate, 1));
      expect(Math.abs(right(posteriors(all, estimate, 0.4)) - bayes)).toBeLessThan(0.003);
    }
    const mean = Float64Array.from(truth, (_, row) => {
      let sum = 0;
      for (let v = 0; v < 7; v++) sum += all.values[7 * row + v] / 7;
      return sum;
    });
    expect(right(mean)).toBeLessThan(bayes - 0.03);
  });

  test("one that is worse than chance is found out, and votes for the other side", () => {
    const values = all.values.map((vote, at) => (at % 7 === 0 ? 1 - vote : vote));
    const flipped = tripletRates({ ...all, values }, 0.4);
    expect(flipped.tpr[0] - flipped.fpr[0]).toBeLessThan(-0.6);
    expect(right(posteriors({ ...all, values }, flipped, 0.4))).toBeGreaterThan(0.92);
  });

  test("a verifier that is there twice is believed too much: dependence is not seen", () => {
    const twice = only(all, [0, 1, 2, 2]);
    const [once, doubled] = [tripletRates(only(all, [0, 1, 2]), 0.4), tripletRates(twice, 0.4)];
    expect(doubled.tpr[2] - doubled.fpr[2]).toBeGreaterThan(once.tpr[2] - once.fpr[2] + 0.1);
  });

  test("equal rates make it a count of votes", () => {
    const equal: Rates = { tpr: [0.7, 0.7, 0.7], fpr: [0.3, 0.3, 0.3] };
    const some = votes([1, 1, 0], [0, 1, 1], [1, 0, 0]);
    const [a, b, c] = posteriors(some, equal, 0.5);
    expect(a).toBeCloseTo(b, 12);
    expect(a).toBeGreaterThan(c);
  });
});

test("shifting and scaling a verifier changes no decision", () => {
  const stream = random(2).stream("bench");
  const { scores } = drawBench(stream, drawVerifiers(stream, 5), { queries: 20, candidates: 4, together: 0 });
  const moved = scores.map((column, v) => column.map((score) => 3 * (v + 1) * score - 7 * v));
  const of = (columns: readonly Float64Array[]) => votesOf(columns.map(comparable), 0.5);
  expect(of(moved)).toEqual(of(scores));
});

describe("numpy", () => {
  const { rows, verifiers, values, prior } = golden;
  const all: Votes = { rows, verifiers, values: Uint8Array.from(values) };

  test("finds the same covariances, accuracies, rates and posteriors", () => {
    expect(covariances(all).flat()).toBeCloseToTensor(golden.covariance.flat(), { absolute: 1e-12 });
    const estimate = tripletRates(all, prior);
    expect(tripletAccuracies(covariances(all), prior)).toBeCloseToTensor(golden.accuracies, { absolute: 1e-12 });
    expect(estimate.tpr).toBeCloseToTensor(golden.tpr, { absolute: 1e-12 });
    expect(Array.from(posteriors(all, estimate, prior))).toBeCloseToTensor(golden.posteriors, { absolute: 1e-12 });
    const em = emRates(all, prior, 10);
    expect(em.tpr).toBeCloseToTensor(golden.em.tpr, { absolute: 1e-10 });
    expect(em.fpr).toBeCloseToTensor(golden.em.fpr, { absolute: 1e-10 });
  });
});

describe("the released label model", () => {
  const prior = 0.4;
  const truth = rates.tpr.flatMap((tpr, v) => [
    [1 - rates.fpr[v], 1 - tpr],
    [rates.fpr[v], tpr],
  ]);
  /** What independent verifiers of these rates would show without end. */
  const population = truth.map((line, a) =>
    truth.map((other, b) => {
      const apart = a >> 1 !== b >> 1;
      if (!apart) return a === b ? (1 - prior) * line[0] + prior * line[1] : 0;
      return (1 - prior) * line[0] * other[0] + prior * line[1] * other[1];
    }),
  );

  test("has no loss at the truth, and some elsewhere", async () => {
    const loss = async (mu: number[][]) =>
      Number((await evaluate(labelModelLoss(constant(mu), population, prior))).data[0]);
    expect(await loss(truth)).toBeLessThan(1e-12);
    expect(await loss(truth.map(([a, b]) => [a + 0.1, b]))).toBeGreaterThan(1e-3);
  });

  test("has the gradient of central differences, in double precision", () =>
    checkGradient((mu: Tensor) => labelModelLoss(mu, population, prior), [[6, 2]]));

  test("gets its moments from votes", async () => {
    const { votes: many } = simulated(rates, prior, 40_000, 5);
    expect(indicatorMoments(many).flat()).toBeCloseToTensor(population.flat(), { absolute: 0.01 });
    const mu = constant(truth);
    expect(Number((await evaluate(labelModelLoss(mu, indicatorMoments(many), prior))).data[0])).toBeLessThan(1e-3);
    expect(gradient(labelModelLoss(mu.mul(1), population, prior), [])).toEqual([]);
  });
});

test("labels buy what they should: regression finds the weights of its own world", () => {
  const stream = random(8).stream("regression");
  const columns = [0, 1].map(() => Float64Array.from(stream.normal(4000)));
  const truth = Uint8Array.from(stream.uniform(4000), (draw, row) =>
    Number(draw < 1 / (1 + Math.exp(-(2 * columns[0][row] - columns[1][row])))),
  );
  const weights = logisticRegression(columns, truth);
  expect(weights[0]).toBeCloseTo(2, 0);
  expect(weights[1]).toBeCloseTo(-1, 0);
  expect(solve([[0, 2], [1, 1]], [4, 3])).toEqual([1, 2]); // prettier-ignore
  expect(supervisedRates(votes([1], [0]), [1, 0])).toEqual({ tpr: [0.99], fpr: [0.01] });
  expect(marginals(votes([1, 0], [1, 1]))).toEqual([1, 0.5]);
});
