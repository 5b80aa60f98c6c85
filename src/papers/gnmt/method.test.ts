import { describe, expect, test } from "vitest";
import { constant, evaluate, gradient, initialize, input, random, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { forward } from "#lab/measure/forward";
import { decode, encode, type Seq2Seq } from "#lab/nn/recurrent/seq2seq";
import {
  boundAt,
  constrained,
  coveragePenalty,
  lengthPenalty,
  quantized,
  quantizeWeights,
  scoreOf,
  scoringBy,
} from "./method.ts";

registerMatchers(expect);

describe("the score of a translation", () => {
  test("lp at 0.2 is 1 for one symbol and grows slowly; at 1 it is the length nearly", () => {
    const at = (alpha: number, ...lengths: number[]) => lengths.map((length) => lengthPenalty(length, alpha));
    expect(at(0.2, 1, 5, 10, 20)).toBeCloseToTensor([1, 1.107566, 1.201124, 1.330325]);
    expect(at(0.6, 10)).toBeCloseToTensor([1.732862]);
    expect(at(1, 10)).toEqual([2.5]);
    expect(at(0, 1, 50)).toEqual([1, 1]);
  });

  /** Three words; the first two were attended to for less than a step. */
  const rows = [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.05, 0.05, 0.9]]; // prettier-ignore
  const coverage = Float32Array.from([0, 1, 2], (word) => rows.reduce((sum, row) => sum + row[word], 0));

  test("cp punishes what was not looked at, and nothing that was looked at twice", () => {
    expect(coveragePenalty(coverage, 0.2)).toBeCloseTo(-0.0650076, 6);
    expect(coveragePenalty([1, 1.7, 3], 0.2)).toBe(0);
    expect(coveragePenalty([0, 1], 0)).toBe(0);
    expect(coveragePenalty([0, 1], 0.2)).toBe(-Infinity);
  });

  test("both together", () => {
    const logProbability = Math.log(0.5) + Math.log(0.4) + Math.log(0.9);
    expect(logProbability).toBeCloseTo(-1.7147984, 6);
    const score = scoreOf({ symbols: [5, 6, 2], logProbability, coverage, aligned: [] }, { alpha: 0.2, beta: 0.2 });
    expect(score).toBeCloseTo(-1.6839274, 6);
  });

  test.each([
    [0, -2, -2.6],
    [0.2, -1.8442, -2.2275],
    [0.6, -1.5681, -1.6349],
    [1, -1.3333, -1.2],
  ])("a long translation passes a likelier short one between alpha 0.6 and 1: at %s", (alpha, short, long) => {
    const of = (logProbability: number, length: number) =>
      scoreOf({ symbols: Array<number>(length).fill(4), logProbability, coverage: Float32Array.of(1), aligned: [] }, { alpha, beta: 0.2 }); // prettier-ignore
    expect(of(-2, 4)).toBeCloseTo(short, 4);
    expect(of(-2.6, 8)).toBeCloseTo(long, 4);
  });

  test("no hypothesis that goes on can pass the bound of its search", () => {
    const scoring = scoringBy({ alpha: 0.6, beta: 0.4 });
    for (const [more, length] of [
      [0, 9],
      [0.5, 9],
      [0.1, 6],
    ]) {
      // prettier-ignore
      const finished = { symbols: Array<number>(length).fill(4), logProbability: -2 - more, coverage, aligned: [] };
      expect(scoring.of(finished)).toBeLessThanOrEqual(scoring.best(-2, 9));
    }
  });
});

describe("constraints", () => {
  test("tighten from 8 to 1 in a line, and stay there for the second half", () =>
    expect([0, 250, 500, 900, 1000].map((step) => boundAt(step, 1000))).toEqual([8, 4.5, 1, 1, 1]));

  test.each([[1], [constant(1)]])("cut values at the bound, and the gradient with them", async (delta) => {
    const found = await forward(() => {
      const x = input("x", [4]);
      const kept = constrained(delta).keep(x);
      return { kept, slope: gradient(kept.sum(), [x])[0] };
    }, { weights: { x: Float32Array.of(-3, -0.5, 0.9, 1.5) } }); // prettier-ignore
    expect(found.kept).toBeCloseToTensor([-1, -0.5, 0.9, 1]);
    expect(found.slope).toEqual([0, 1, 1, 0]);
  });

  test("let logits have 25", async () =>
    expect(await evaluate(constrained(1).logits(constant([-30, 24, 26])))).toBeCloseToTensor([-25, 24, 25]));
});

describe("eight bits", () => {
  test("a row's largest weight has the code 127; halves go to the even one", () => {
    // The card's W is [features, inputs].
    const { codes, scales } = quantizeWeights(Float32Array.of(0.5, 0.02, -1, 0.01, 0.25, -0.04), 2);
    expect([...scales]).toBeCloseToTensor([1, 0.04]);
    expect([...codes]).toEqual([64, 64, -127, 32, 32, -127]);
  });

  test("lose at most half a step of a weight, and none of a feature without weights", () => {
    const weights = Float32Array.from(random(1).stream("weights").normal(60));
    const { codes, scales } = quantizeWeights(weights, 3);
    for (const [at, weight] of weights.entries())
      expect(Math.abs(weight - (codes[at] * scales[at % 3]) / 127)).toBeLessThanOrEqual(scales[at % 3] / 254 + 1e-7);
    expect([...quantizeWeights(Float32Array.of(0, 0), 1).codes]).toEqual([0, 0]);
  });

  test("products are those of the codes, also where every one of them is at its largest", async () => {
    const [inputs, features] = [64, 3];
    const weights = Float32Array.from({ length: inputs * features }, (_, at) => (at % features === 2 ? -2 : 0.5));
    const x = constant(Float32Array.from({ length: 2 * inputs }, (_, at) => (at < inputs ? 1 : -1)), { shape: [2, inputs] }); // prettier-ignore
    const { y } = await forward((at) => ({ y: quantized({ "a/w": weights }).product(at.scope("a"), "w", x, features, () => weights) })); // prettier-ignore
    expect(y).toBeCloseToTensor([32, 32, -128, -32, -32, 128]);
  });

  test("cells lie on a grid of 16 bits", async () => {
    const { kept } = await forward(() => ({ kept: quantized({}).keep(constant([0.3, -2, 1 / 32767])) }));
    expect(kept).toBeCloseToTensor([9830 / 32767, -1, 1 / 32767]);
    expect(Math.abs(kept[0] - 0.3)).toBeLessThan(0.5 / 32767);
  });

  test("a whole translator says nearly what it says in floats within the same bounds", async () => {
    const model: Seq2Seq = { vocabulary: 11, embedding: 6, units: 8, layers: 4 };
    const scope = new Scope();
    const say = (arithmetic: Seq2Seq["arithmetic"]) => (at: Scope) => {
      const source = constant(Int32Array.of(3, 4, 5), { shape: [1, 3] });
      const given = constant(Int32Array.of(1, 6), { shape: [1, 2] });
      const { logits } = decode(at, given, encode(at, source, { ...model, arithmetic }), { ...model, arithmetic });
      return { logits };
    };
    say(constrained(1))(scope);
    const weights = initialize(scope, 1);
    // What is multiplied in bytes is a part of the program.
    const floatsOnly = Object.fromEntries(
      Object.entries(weights).filter(([name]) => /^(embedding|attention)/.test(name)),
    );
    const floats = await forward(say(constrained(1)), { weights });
    const bytes = await forward(say(quantized(weights)), { weights: floatsOnly });
    const [a, b] = [floats.logits, bytes.logits];
    expect(b).not.toEqual(a);
    expect(Math.max(...a.map((value, at) => Math.abs(value - b[at])))).toBeLessThan(0.02);
  });
});
