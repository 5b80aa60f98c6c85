import { describe, expect, test } from "vitest";
import { constant, evaluate, random, Scope, type Tensor } from "#engine";
import { registerMatchers } from "#engine/testing";
import { powerNormV } from "../power-norm/method.ts";
import { openNormBench } from "#lab/nn/testing/norm-bench";
import type { StateStepper } from "#lab/training/state-stepper";
import { geometricMean, inferenceAffine, outlierGap, unifiedNorm, type UnifiedOptions } from "./method.ts";

registerMatchers(expect);

const float = (...values: number[]) => Float32Array.from(values);
const draw = (name: string, n: number) => random(11).stream(name).normal(n);
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

const bench = (rows: number, width: number, norm: (at: Scope, x: Tensor) => Tensor, given = {}) =>
  openNormBench(norm, { rows, width }, given);
const unified = (rows: number, d: number, options: Partial<UnifiedOptions>, given = {}) =>
  bench(rows, d, (at, x) => unifiedNorm(at, x, { warmup: 4, filtration: false, ...options }), given);

describe("the gap between arithmetic and geometric mean", () => {
  const window = [1, 4, 2, 8];
  test("of the window 1, 4, 2, 8 is 0.921573", async () => {
    const geometric = await evaluate(geometricMean(constant(window.map((value) => [value]))));
    expect(geometric).toBeCloseToTensor([2.828427]);
    expect(mean(window) - Number(geometric.data[0])).toBeCloseTo(0.921573, 5);
  });
  test("lies between n / (n - 1) and n times the variance of the roots", async () => {
    const roots = constant(window).sqrt();
    const variance = Number((await evaluate(roots.variance())).data[0]);
    expect(variance).toBeCloseTo(0.47151, 5);
    expect([(variance * 4) / 3, variance * 4]).toEqual([expect.closeTo(0.62868, 5), expect.closeTo(1.886039, 5)]);
  });
  test("is held against the spread of the window before the batch entered it", async () => {
    const before = constant([
      [1, 9],
      [1, 9],
    ]); // roots 1, 3, 1, 3: unbiased variance 4/3, threshold 8/3
    const marked = async (value: number) =>
      (
        await evaluate(
          outlierGap(
            constant([
              [1, 9],
              [1, value],
            ]),
            before,
          ),
        )
      ).data[0];
    expect(await marked(20)).toBe(0); // gap 14.5 - 13.42
    expect(await marked(60)).toBe(1); // gap 34.5 - 23.24
  });
});

describe("a window of one batch", () => {
  const feeds = { x: float(1, 2, 3), dy: float(0.3, -0.2, 0.1) };
  test("makes every step batch normalization by the quadratic mean, with its exact gradient", async () => {
    const stepper = await unified(3, 1, { window: 1, eps: 0, warmup: 0 }, { gain: float(2) });
    for (let t = 0; t < 3; t++)
      expect((await stepper.step(feeds)).dx).toBeCloseToTensor([0.26452, -0.211616, 0.052904], { absolute: 1e-6 });
  });
  test("is PN-V, in every output and in what inference will use", async () => {
    const [x, dy] = [draw("x", 40), draw("dy", 40)];
    const un = await unified(10, 4, { window: 1 });
    const pnv = await bench(10, 4, (at, u) => powerNormV(at, u));
    for (let t = 0; t < 5; t++) {
      const [ours, theirs] = [await un.step({ x, dy }), await pnv.step({ x, dy })];
      for (const name of ["y", "dx", "dgain", "dbias"]) expect(ours[name]).toBeCloseToTensor(theirs[name]);
      expect(un.values.v).toBeCloseToTensor(pnv.values.psi2);
    }
  });
});

/** Largest distance between dx and central differences of the loss, with the states held. */
async function distanceFromDifferences(stepper: StateStepper, feeds: { x: Float32Array; dy: Float32Array }) {
  const states = { ...stepper.values };
  const at = async (x: Float32Array) => {
    Object.assign(stepper.values, states);
    return stepper.step({ ...feeds, x });
  };
  const dx = (await at(feeds.x)).dx.data as Float32Array;
  const h = 1e-2;
  let worst = 0;
  for (let i = 0; i < feeds.x.length; i++) {
    const moved = async (by: number) => Number((await at(feeds.x.with(i, feeds.x[i] + by))).loss.data[0]);
    worst = Math.max(worst, Math.abs(dx[i] - ((await moved(h)) - (await moved(-h))) / (2 * h)));
  }
  return worst;
}

describe("central differences", () => {
  const feeds = (t: number) => ({ x: draw(`x${t}`, 12).map((v) => (1 + t) * v), dy: draw(`dy${t}`, 12) });
  test("agree with the gradient where every step is exact", async () => {
    const stepper = await unified(6, 2, { window: 1 });
    expect(await distanceFromDifferences(stepper, feeds(0))).toBeLessThan(3e-3);
  });
  test("do not agree with the smoothed one after the warm-up", async () => {
    const stepper = await unified(6, 2, { window: 4 });
    for (let t = 0; t < 8; t++) await stepper.step(feeds(t));
    expect(await distanceFromDifferences(stepper, feeds(8))).toBeGreaterThan(3e-2);
  });
});

/** The layer in plain double precision, channel by channel. */
function reference({ warmup, filtration, window: M = 4 }: UnifiedOptions, rows: number, gain: number[]) {
  const d = gain.length;
  const [m, eps] = [0.9, 1e-5];
  const zero = () => Array<number>(d).fill(0);
  const state = { v: zero().fill(1), ema: zero(), t: 0, skipped: 0 };
  const forwards = Array.from({ length: M }, zero);
  const backwards = Array.from({ length: M }, zero);
  return {
    state,
    step(x: Float32Array, dy: Float32Array) {
      const t = ++state.t;
      const slot = t % M;
      const column = (values: ArrayLike<number>, c: number) =>
        Array.from({ length: rows }, (_, row) => values[row * d + c]);
      const q = zero().map((_, c) => mean(column(x, c).map((value) => value ** 2)));
      const roots = forwards.flat().map(Math.sqrt);
      const R = sum(roots.map((root) => (root - mean(roots)) ** 2)) / (roots.length - 1);
      forwards[slot] = [...q];
      const held = (c: number) => forwards.map((entry) => entry[c]);
      const gm = (values: number[]) => Math.exp(mean(values.map(Math.log)));
      const outlier = q.some((_, c) => mean(held(c)) - gm(held(c)) > M * R);
      const skip = M === 1 || (filtration && t >= warmup && outlier);
      if (skip && M > 1) forwards[slot] = [...state.v];
      if (skip) state.skipped++;
      const early = t <= M || t < warmup;
      const y = Array<number>(rows * d).fill(0);
      const dx = [...y];
      for (let c = 0; c < d; c++) {
        const variance = early || skip ? q[c] : gm(held(c));
        const deviation = Math.sqrt(variance + eps);
        const ratio = Math.min(5, Math.max(1 / 5, deviation / Math.sqrt(state.v[c] + eps)));
        const r = t <= warmup || skip ? 1 : ratio;
        state.v[c] = m * state.v[c] + (1 - m) * variance;
        const z = column(x, c).map((value) => value / deviation);
        const g = column(dy, c).map((value) => value * gain[c] * r);
        const gz = mean(z.map((value, row) => value * g[row]));
        backwards[slot][c] = skip ? state.ema[c] : gz;
        const smooth = early || skip ? gz : mean(backwards.map((entry) => entry[c]));
        state.ema[c] = m * state.ema[c] + (1 - m) * smooth;
        const along = skip ? gz : state.ema[c];
        for (let row = 0; row < rows; row++) {
          y[row * d + c] = gain[c] * z[row];
          dx[row * d + c] = (g[row] - along * z[row]) / deviation;
        }
      }
      return { y, dx };
    },
  };
}

test("follows a double-precision reference through warm-up, smoothing and skipped batches", async () => {
  const [rows, d] = [16, 6];
  const options = { warmup: 6, filtration: true };
  const gain = Array.from(draw("gain", d));
  const scales = draw("scales", d).map(Math.exp);
  const stepper = await unified(rows, d, options, { gain: float(...gain) });
  const wanted = reference(options, rows, gain);
  for (let t = 1; t <= 30; t++) {
    const spike = t === 15 || t === 22 ? 30 : 1;
    const x = draw(`x${t}`, rows * d).map((value, i) => value * scales[i % d] * spike);
    const dy = draw(`dy${t}`, rows * d);
    const { y, dx } = wanted.step(x, dy);
    const got = await stepper.step({ x, dy });
    expect(got.y).toBeCloseToTensor(y, { relative: 1e-3, absolute: 1e-4 });
    expect(got.dx).toBeCloseToTensor(dx, { relative: 1e-3, absolute: 1e-4 });
    expect(stepper.values.v).toBeCloseToTensor(wanted.state.v, { relative: 1e-3 });
    expect(stepper.values.ema).toBeCloseToTensor(wanted.state.ema, { relative: 1e-3, absolute: 1e-4 });
    expect(stepper.values.skipped[0]).toBe(wanted.state.skipped);
  }
  expect(wanted.state.skipped).toBeGreaterThanOrEqual(2);
  expect(wanted.state.skipped).toBeLessThan(10);
});

test("on one batch repeated, smoothed statistics settle at the batch's own and dx at the exact gradient", async () => {
  const feeds = { x: draw("x", 30).map((v) => 3 * v + 1), dy: draw("dy", 30) };
  const smooth = await unified(10, 3, {});
  for (let t = 0; t < 199; t++) await smooth.step(feeds);
  const settled = await smooth.step(feeds);
  const exact = await (await unified(10, 3, { window: 1 })).step(feeds);
  for (const name of ["y", "dx", "dgain", "dbias"])
    expect(settled[name]).toBeCloseToTensor(exact[name], { relative: 1e-3, absolute: 1e-4 });
});

describe("filtration after the warm-up", () => {
  const [rows, d, warmup, steps] = [64, 128, 8, 60];
  const skips = async (scales: Float32Array, spikeAt = 0) => {
    const stepper = await unified(rows, d, { warmup, filtration: true });
    const dy = new Float32Array(rows * d);
    for (let t = 1; t < warmup + steps; t++) {
      const spike = t === spikeAt ? 30 : 1;
      await stepper.step({ x: draw(`x${t}`, rows * d).map((value, i) => value * scales[i % d] * spike), dy });
    }
    await stepper.release();
    return stepper.values.skipped[0];
  };
  test("skips every batch when all channels have the same scale: the threshold then sees only sampling noise", async () => {
    expect(await skips(new Float32Array(d).fill(1))).toBe(steps);
  });
  test("skips none when scales differ from channel to channel, and exactly the one batch that is 30 times too large", async () => {
    const scales = draw("scales", d).map(Math.exp);
    expect(await skips(scales)).toBe(0);
    expect(await skips(scales, 30)).toBe(1);
  });
});

describe("at inference", () => {
  const stored = { v: float(4, 9), gain: float(1, -2), bias: float(0.5, 0) };
  const infer = async (x: number[][]) => {
    const scope = new Scope({ mode: "inference" });
    const y = unifiedNorm(scope, constant(x), { warmup: 3, filtration: true });
    return { scope, y: await evaluate(y, stored) };
  };
  test("it is an affine map per channel, which changes no state and knows nothing of the batch", async () => {
    const { scope, y } = await infer([
      [2, 3],
      [8, 0],
    ]);
    expect(y).toBeCloseToTensor([1.5, -2, 4.5, 0]);
    expect((await infer([[8, 0]])).y).toBeCloseToTensor([4.5, 0]);
    expect(scope.states.map(({ name, next }) => [name, next])).toEqual([["v", null]]);
  });
  test("that map folds: scale and shift give the same output", async () => {
    const { scale, shift } = inferenceAffine(stored);
    const x = [
      [2, 3],
      [-1, 0.5],
    ];
    const wanted = x.flat().map((value, i) => value * scale[i % 2] + shift[i % 2]);
    expect((await infer(x)).y).toBeCloseToTensor(wanted);
  });
});

test("the same state and batch give the same output and the same next state", async () => {
  const feeds = { x: draw("x", 24), dy: draw("dy", 24) };
  const stepper = await unified(6, 4, {});
  for (let t = 0; t < 6; t++) await stepper.step(feeds);
  const before = { ...stepper.values };
  const once = { out: await stepper.step(feeds), next: { ...stepper.values } };
  Object.assign(stepper.values, before);
  expect({ out: await stepper.step(feeds), next: { ...stepper.values } }).toEqual(once);
});
