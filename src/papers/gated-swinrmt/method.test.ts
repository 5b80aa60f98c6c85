import { describe, expect, test } from "vitest";
import { constant, evaluate, gradient, initialize, input, random, Scope, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { decayRates, manhattanLogDecay } from "#lab/nn/decay";
import { selfAttention, type AttentionOptions } from "#lab/nn/language-model/attention";
import { linearMap } from "#lab/nn/language-model/model";
import { windowingOf } from "#lab/nn/vision/windows";
import { balancedSlopes, earlyDecay, gatedRetention, sigmoidPass, softmaxPass, swat, twoPasses } from "./method.ts";

registerMatchers(expect);

const draw = (name: string, ...shape: number[]) =>
  constant(
    random(7)
      .stream(name)
      .normal(shape.reduce((a, b) => a * b)),
    { shape },
  );
const valuesOf = async (x: Tensor) => Array.from((await evaluate(x)).data, Number);
const close = { absolute: 1e-6, relative: 1e-5 };
const [heads, rows, columns, d] = [4, 3, 5, 2];
const [q, k, v] = ["q", "k", "v"].map((name) => draw(name, 2, heads, rows, columns, d));
const none = q.mul(0);

/** Softmax over all pairs of tokens with the Manhattan decay: RMT's undecomposed form. */
function whole(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const flat = (x: Tensor) => x.reshape(2, heads, rows * columns, d);
  const decay = manhattanLogDecay(decayRates(heads, earlyDecay), rows, columns);
  return flat(q).matmul(flat(k).transpose()).add(decay).softmax().matmul(flat(v)).reshape(2, heads, rows, columns, d);
}

describe("two passes", () => {
  test("without content or decay are the mean over the grid", async () => {
    const mixed = twoPasses(none, k, null, softmaxPass(null))(v);
    expect(await valuesOf(mixed)).toBeCloseToTensor(await valuesOf(v.mean([2, 3]).expand(v.shape)), close);
  });
  test("without content are attention over all pairs by Manhattan distance, with content they are not", async () => {
    const byPasses = (q: Tensor) => valuesOf(twoPasses(q, k, null, softmaxPass())(v));
    expect(await byPasses(none)).toBeCloseToTensor(await valuesOf(whole(none, k, v)), close);
    expect(await byPasses(q)).not.toBeCloseToTensor(await valuesOf(whole(q, k, v)), { absolute: 1e-2, relative: 0 });
  });
  test("go along rows first: exchanging the axes of the image changes them, unless there is no content", async () => {
    const turned = (x: Tensor) => x.transpose(0, 1, 3, 2, 4);
    const there = (q: Tensor) => valuesOf(twoPasses(q, k, null, softmaxPass())(v));
    const back = (q: Tensor) => valuesOf(turned(twoPasses(turned(q), turned(k), null, softmaxPass())(turned(v))));
    expect(await back(none)).toBeCloseToTensor(await there(none), close);
    expect(await back(q)).not.toBeCloseToTensor(await there(q), { absolute: 1e-2, relative: 0 });
  });
  test("the gradient is that of finite differences, in shifted windows", () =>
    checkGradient(
      (q, k, v) =>
        [softmaxPass(), sigmoidPass(), sigmoidPass({ rowNorm: true })].map((weights) =>
          twoPasses(q, k, { side: 2, shift: 1 }, weights)(v),
        ),
      [
        [1, 2, 4, 2, 2],
        [1, 2, 4, 2, 2],
        [1, 2, 4, 2, 1],
      ],
    ));
});

describe("sigmoid weights", () => {
  test("without content or slope are one half of the decay: 0.5 and 0.375", async () => {
    const pass = sigmoidPass({ slopes: [0, 0, 0, 0] })(
      constant(new Float32Array(16), { shape: [1, 4, 1, 1, 2, 2] }),
      constant([
        [
          [1, 1],
          [1, 1],
        ],
      ]),
    );
    expect((await valuesOf(pass)).slice(0, 4)).toBeCloseToTensor([0.5, 0.375, 0.375, 0.5]);
  });
  test("have slopes of both signs, which sum to nothing", () => {
    expect(balancedSlopes(4)).toEqual([-0.5, -0.25, 0.5, 0.25]);
    expect(balancedSlopes(8).reduce((sum, slope) => sum + slope)).toBe(0);
  });
  test("add up to about half the window per pass, or to one where rows are normalized", async () => {
    const ones = fillLike(v);
    const sums = await valuesOf(twoPasses(none, k, null, sigmoidPass({ rowNorm: true }))(ones));
    expect(sums).toBeCloseToTensor(
      sums.map(() => 1),
      close,
    );
    const wide = await valuesOf(
      twoPasses(none, k, null, sigmoidPass({ decay: { first: 30, range: 0 }, slopes: [0, 0, 0, 0] }))(ones),
    );
    expect(wide).toBeCloseToTensor(
      wide.map(() => (rows / 2) * (columns / 2)),
      close,
    );
  });
});

const fillLike = (x: Tensor) => x.mul(0).add(1);

describe.each([
  ["retention", (window: number | null) => gatedRetention({ rows: 14, columns: 14 }, { window })],
  ["swat", (window: number | null) => swat({ rows: 14, columns: 14 }, { window })],
] as const)("windows of %s", (_, of) => {
  test("a token of a shifted block sees its window's part of its own region, and nothing else", async () => {
    // Without local enhancement, which looks across windows.
    const options = { ...of(7), enhance: undefined, gate: undefined, values: undefined };
    const x = input("x", [1, 196, 8]);
    const y = attend(new Scope(), x, options, 2);
    for (const [row, column] of [
      [5, 5],
      [12, 5],
      [1, 13],
    ]) {
      const [slope] = gradient(
        y
          .at(1, row * 14 + column)
          .square()
          .sum(),
        [x],
      );
      const evaluator = await openEvaluator({ slope: slope.abs().sum(2) });
      const seen = await evaluator.run(initialize(scopeOf(options), 1), {
        x: random(1)
          .stream("x")
          .normal(196 * 8),
      });
      await evaluator.release();
      const found = Array.from(seen.slope.data, Number).map((value) => value > 0);
      // Rolled by three, places 0..2 come from the end: windows are 3..9, and 10..13 apart from 0..2.
      const region = (at: number) => (at < 3 ? 2 : at < 10 ? 0 : 1);
      const wanted = found.map(
        (_, at) => region(Math.floor(at / 14)) === region(row) && region(at % 14) === region(column),
      );
      expect(found).toEqual(wanted);
    }
  });
});

const context = { heads: 4, rotary: false, linear: linearMap({ depth: 2, std: 0.5 }) };
const attend = (scope: Scope, x: Tensor, options: AttentionOptions, block: number) =>
  selfAttention(options)(scope, x, { site: { block, depth: 2, sublayer: "attention" }, ...context });
function scopeOf(options: AttentionOptions, tokens = 196): Scope {
  const scope = new Scope();
  attend(scope, input("x", [1, tokens, 8]), options, 1);
  return scope;
}

describe("a grid no larger than a window", () => {
  const grid = { rows: 7, columns: 7 };
  test.each([
    ["retention", (window: number | null) => gatedRetention(grid, { window })],
    ["swat", (window: number | null) => swat(grid, { window })],
  ])("makes %s the same in both blocks and without windows, bit by bit", async (_, of) => {
    const x = draw("x", 2, 49, 8);
    const output = async (window: number | null, block: number) => {
      const evaluator = await openEvaluator({ y: attend(new Scope(), x, of(window), block) });
      const { y } = await evaluator.run(initialize(scopeOf(of(7), 49), 1));
      await evaluator.release();
      return Array.from(y.data, Number);
    };
    const first = await output(7, 1);
    expect(await output(9, 2)).toEqual(first);
    expect(await output(null, 1)).toEqual(first);
  });
  test("and a larger one does not", async () => {
    const [q, k, v] = ["q", "k", "v"].map((name) => draw(name, 1, 2, 8, 8, 2));
    const of = (block: number) => valuesOf(twoPasses(q, k, windowingOf(8, 8, 4, block), softmaxPass())(v));
    expect(await of(2)).not.toBeCloseToTensor(await of(1), { absolute: 0.1, relative: 0 });
  });
});

describe("the gate", () => {
  const grid = { rows: 4, columns: 4 };
  const gated = gatedRetention(grid, { window: 2 });
  const plain = gatedRetention(grid, { window: 2, gate: null });
  const x = draw("x", 1, 16, 8);
  const of = async (options: AttentionOptions, given: Record<string, Float32Array>) => {
    const evaluator = await openEvaluator({ y: attend(new Scope(), x, options, 1) });
    const { y } = await evaluator.run({ ...initialize(scopeOf(gated, 16), 1), ...given });
    await evaluator.release();
    return Array.from(y.data, Number);
  };
  const gateAt = (bias: number) => ({
    "gate/weight": new Float32Array(64),
    "gate/bias": new Float32Array(8).fill(bias),
  });
  test("wide open is none, and at its middle one half of what goes into the output map", async () => {
    const open = await of(plain, {});
    expect(await of(gated, gateAt(40))).toBeCloseToTensor(open, close);
    expect(await of(gated, gateAt(0))).toBeCloseToTensor(
      open.map((value) => value / 2),
      close,
    );
  });
  test("costs width times width weights and a bias", () => {
    const count = (options: AttentionOptions) =>
      scopeOf(options, 16).parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
    expect(count(gated) - count(plain)).toBe(8 * 8 + 8);
  });
});
