import { describe, expect, test } from "vitest";
import { constant, evaluate, gradient, input, random, Scope, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { batchNorm } from "#lab/nn/norms";
import { openNormBench } from "#lab/nn/testing/norm-bench";
import {
  approximateBackward,
  followGradient,
  groupScale,
  inferenceAffine,
  powerNorm,
  powerNormV,
  quadraticMean,
  type PowerNormOptions,
} from "./method.ts";

registerMatchers(expect);

const float = (...values: number[]) => Float32Array.from(values);
const draw = (name: string, n: number) => random(7).stream(name).normal(n);
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

const bench = (rows: number, width: number, norm: (at: Scope, x: Tensor) => Tensor, given = {}) =>
  openNormBench(norm, { rows, width }, given);

const plain = { warmup: 0, groups: 0, eps: 0 };

describe("one step on one channel, worked by hand", () => {
  const feeds = { x: float(1, 2, 3), dy: float(0.3, -0.2, 0.1) };
  const given = { psi2: float(4), nu: float(0.1), gain: float(2) };
  const step = async (options: Partial<PowerNormOptions>) => {
    const stepper = await bench(3, 1, (at, x) => powerNorm(at, x, { ...plain, ...options }), given);
    return { result: await stepper.step(feeds), values: stepper.values };
  };

  test("divides by the statistic from before the step, and lets both running ones follow", async () => {
    const { result, values } = await step({ divisor: "forward" });
    expect(result.y).toBeCloseToTensor([1, 2, 3]);
    expect(result.dx).toBeCloseToTensor([0.275, -0.25, 0.025], { absolute: 1e-6 });
    expect(result.dgain).toBeCloseToTensor([0.1], { absolute: 1e-6 });
    expect(result.dbias).toBeCloseToTensor([0.2], { absolute: 1e-6 });
    expect(values.nu).toBeCloseToTensor([0.095], { absolute: 1e-6 });
    expect(values.psi2).toBeCloseToTensor([4.066667], { absolute: 1e-5 });
  });
  test("divides the gradient by the batch's own statistic, as the released layer does", async () => {
    const { result } = await step({});
    expect(result.dx).toBeCloseToTensor([0.254601, -0.231455, 0.023146], { absolute: 1e-6 });
  });
  test("PN-V's gradient is the exact one, orthogonal to x", async () => {
    const stepper = await bench(3, 1, (at, x) => powerNormV(at, x, { eps: 0 }), { gain: float(2) });
    const { dx } = await stepper.step(feeds);
    expect(dx).toBeCloseToTensor([0.26452, -0.211616, 0.052904], { absolute: 1e-6 });
    expect(sum([...(dx.data as Float32Array)].map((value, i) => value * feeds.x[i]))).toBeCloseTo(0, 6);
  });
});

/** The layer in plain double precision: group scaling, both warm-ups, running statistics, approximated backward pass. */
function reference(
  { groups, warmup, divisor, rows, d }: PowerNormOptions & { rows: number; d: number },
  gain: number[],
) {
  const state = { psi2: Array<number>(d).fill(1), nu: Array<number>(d).fill(0), step: 0 };
  const eps = 1e-5;
  const size = d / groups;
  return {
    state,
    step(x: Float32Array, dy: Float32Array) {
      const group = (row: number, channel: number) => {
        const from = row * d + Math.floor(channel / size) * size;
        return Math.sqrt(sum(x.slice(from, from + size).map((v) => v * v)) / size + eps);
      };
      const at = (values: ArrayLike<number>, row: number, channel: number) => values[row * d + channel];
      const u = Array.from(x, (value, i) => value / group(Math.floor(i / d), i % d));
      const t = ++state.step;
      const dx = Array<number>(rows * d).fill(0);
      const du = Array<number>(rows * d).fill(0);
      const y = Array<number>(rows * d).fill(0);
      const each = Array.from({ length: rows }, (_, row) => row);
      for (let c = 0; c < d; c++) {
        const batch = sum(each.map((row) => at(u, row, c) ** 2)) / rows;
        const forward = t <= warmup ? batch : state.psi2[c];
        const z = each.map((row) => at(u, row, c) / Math.sqrt(forward + eps));
        const g = each.map((row) => at(dy, row, c) * gain[c]);
        const slope = Math.sqrt((divisor === "forward" ? forward : batch) + eps);
        for (const row of each) {
          y[row * d + c] = z[row] * gain[c];
          du[row * d + c] = (g[row] - state.nu[c] * z[row]) / slope;
        }
        const gam = sum(z.map((v) => v * v)) / rows;
        const lam = sum(z.map((v, row) => v * g[row])) / rows;
        state.nu[c] = state.nu[c] * (1 - 0.1 * gam) + 0.1 * lam;
        if (t < warmup) state.psi2[c] = (state.psi2[c] * (t - 1)) / t + batch / t;
        state.psi2[c] = 0.9 * state.psi2[c] + 0.1 * batch;
      }
      for (const row of each)
        for (let c = 0; c < d; c++) {
          const members = Array.from({ length: size }, (_, i) => Math.floor(c / size) * size + i);
          const along = sum(members.map((m) => at(u, row, m) * at(du, row, m))) / size;
          dx[row * d + c] = (at(du, row, c) - at(u, row, c) * along) / group(row, c);
        }
      return { y, dx };
    },
  };
}

test.each(["batch", "forward"] as const)(
  "with group scaling and warm-up it follows a double-precision reference step by step (divisor: %s)",
  async (divisor) => {
    const [rows, d] = [12, 8];
    const options = { groups: 2, warmup: 3, divisor };
    const gain = Array.from(draw("gain", d));
    const stepper = await bench(rows, d, (at, x) => powerNorm(at, x, options), { gain: float(...gain) });
    const wanted = reference({ ...options, rows, d }, gain);
    for (let t = 0; t < 8; t++) {
      const [x, dy] = [draw(`x${t}`, rows * d).map((v) => v * (1 + t)), draw(`dy${t}`, rows * d)];
      const { y, dx } = wanted.step(x, dy);
      const got = await stepper.step({ x, dy });
      expect(got.y).toBeCloseToTensor(y, { absolute: 1e-4 });
      expect(got.dx).toBeCloseToTensor(dx, { absolute: 1e-4 });
      expect(stepper.values.psi2).toBeCloseToTensor(wanted.state.psi2, { absolute: 1e-5 });
      expect(stepper.values.nu).toBeCloseToTensor(wanted.state.nu, { absolute: 1e-5 });
    }
  },
);

/** Per channel: the squared length of dx, and what an identity says it is. */
async function lengths(
  norm: (at: Scope, x: Tensor) => Tensor,
  predict: (column: (name: "x" | "g") => number[]) => number,
) {
  const [rows, d] = [10, 4];
  const gain = draw("gain", d);
  const stepper = await bench(rows, d, norm, { gain });
  const [x, dy] = [draw("x", rows * d).map((v) => 2 * v + 1), draw("dy", rows * d)];
  const { dx } = await stepper.step({ x, dy });
  for (let c = 0; c < d; c++) {
    const column = (values: ArrayLike<number>, by = 1) =>
      Array.from({ length: rows }, (_, row) => values[row * d + c] * by);
    const squared = sum(column(dx.data as Float32Array).map((v) => v * v));
    expect(squared / predict((name) => (name === "x" ? column(x) : column(dy, gain[c])))).toBeCloseTo(1, 4);
  }
}
const dot = (a: number[], b: number[]) => sum(a.map((value, i) => value * b[i]));

describe("the length of the gradient", () => {
  test("through PN-V loses only the part along z", () =>
    lengths(
      (at, x) => powerNormV(at, x, { eps: 0 }),
      (column) => {
        const [x, g] = [column("x"), column("g")];
        const psi2 = dot(x, x) / x.length;
        return (dot(g, g) - dot(g, x) ** 2 / psi2 / x.length) / psi2;
      },
    ));
  test("through batch norm also loses its mean, but is divided by the smaller deviation", () =>
    lengths(
      (at, x) => batchNorm(at, x, { eps: 0 }),
      (column) => {
        const [x, g] = [column("x"), column("g")];
        const mean = sum(x) / x.length;
        const centred = x.map((value) => value - mean);
        const variance = dot(centred, centred) / x.length;
        return (dot(g, g) - sum(g) ** 2 / x.length - dot(g, centred) ** 2 / variance / x.length) / variance;
      },
    ));
});

test("PN-V's gradient agrees with central differences", () =>
  checkGradient((x, gain) => x.div(quadraticMean(x).add(1e-5).sqrt()).mul(gain), [[5, 3], [3]]));

test("group scaling is differentiable, agrees with central differences, and makes every group's RMS 1", async () => {
  await checkGradient((x) => groupScale(x, 2), [[3, 4]]);
  const y = await evaluate(groupScale(constant(draw("x", 24), { shape: [3, 8] }), 2));
  for (let group = 0; group < 6; group++) {
    const part = Array.from((y.data as Float32Array).slice(4 * group, 4 * group + 4));
    expect(dot(part, part) / 4).toBeCloseTo(1, 3);
  }
  expect(() => groupScale(input("x", [3, 8]), 3)).toThrow("8 channels cannot be cut into 3 groups");
});

test("with nu = 0 and psi² that of the batch it is an affine map: dx = gamma dy / psi", async () => {
  const [x, dy, gain] = [draw("x", 24), draw("dy", 24), draw("gain", 4)];
  const psi2 = Float32Array.from(
    { length: 4 },
    (_, c) => sum(Array.from({ length: 6 }, (_, r) => x[4 * r + c] ** 2)) / 6,
  );
  const stepper = await bench(6, 4, (at, u) => powerNorm(at, u, plain), { gain, psi2 });
  const { dx } = await stepper.step({ x, dy });
  expect(dx).toBeCloseToTensor(dy.map((value, i) => (value * gain[i % 4]) / Math.sqrt(psi2[i % 4])));
});

test("on one batch repeated 400 times, statistics and gradient settle at PN-V's exact ones", async () => {
  const feeds = { x: draw("x", 30).map((v) => 3 * v + 1), dy: draw("dy", 30) };
  const running = await bench(10, 3, (at, x) => powerNorm(at, x, { warmup: 0, groups: 0, divisor: "forward" }));
  for (let t = 0; t < 399; t++) await running.step(feeds);
  const settled = await running.step(feeds);
  const exact = await (await bench(10, 3, (at, x) => powerNormV(at, x))).step(feeds);
  expect(settled.dx).toBeCloseToTensor(exact.dx, { absolute: 1e-5 });
  expect(settled.y).toBeCloseToTensor(exact.y, { absolute: 1e-5 });
});

describe("the running statistic of the backward pass", () => {
  const follow = async (gam: number, steps: number) => {
    let nu = 1;
    for (let t = 0; t < steps; t++) {
      const z = constant([[Math.sqrt(gam)], [-Math.sqrt(gam)]]);
      nu = Number((await evaluate(followGradient(constant([nu]), z, constant([0.5]), 0.9))).data[0]);
    }
    return nu;
  };
  test("contracts to mean(g z) / mean(z²) while mean(z²) is below 20", async () => {
    expect(await follow(10, 1)).toBeCloseTo(0.05, 5);
    expect(await follow(4, 40)).toBeCloseTo(0.5 / 4, 4);
  });
  test("grows without bound where mean(z²) is 25: the failure mode", async () => {
    expect(Math.abs(await follow(25, 10))).toBeGreaterThan(50);
  });
});

test("padding stays out of the statistic", async () => {
  const real = constant([1, 1, 0]);
  expect(await evaluate(quadraticMean(constant([[1], [3], [100]]), real))).toBeCloseToTensor([5]);
  const stepper = await bench(3, 1, (at, x) => powerNorm(at, x, { ...plain, real }));
  await stepper.step({ x: float(1, 3, 100), dy: float(0, 0, 0) });
  expect(stepper.values.psi2).toBeCloseToTensor([0.9 + 0.5]);
});

describe("at inference", () => {
  const stored = { psi2: float(4, 9), nu: float(5, 5), gain: float(1, -2), bias: float(0.5, 0) };
  const infer = async (groups: number, x: number[][]) => {
    const scope = new Scope({ mode: "inference" });
    const y = powerNorm(scope, constant(x), { warmup: 5, groups });
    const taken = { psi2: stored.psi2, gain: stored.gain, bias: stored.bias };
    return { scope, y: await evaluate(y, taken) };
  };
  test("it uses the stored statistic, the same for any batch, and changes no state", async () => {
    const { scope, y } = await infer(0, [
      [2, 3],
      [8, 0],
    ]);
    expect(y).toBeCloseToTensor([1.5, -2, 4.5, 0]);
    expect((await infer(0, [[2, 3]])).y).toBeCloseToTensor([1.5, -2]);
    expect(scope.states.every(({ next }) => next === null)).toBe(true);
  });
  test("it is the affine map that folds; with group scaling only after the groups' RMS", async () => {
    const { scale, shift } = inferenceAffine(stored);
    const x = [
      [2, 3],
      [-1, 0.5],
    ];
    for (const groups of [0, 1]) {
      const { y } = await infer(groups, x);
      const u = (await evaluate(groupScale(constant(x), groups))).data as Float32Array;
      expect(y).toBeCloseToTensor(u.map((value, i) => value * scale[i % 2] + shift[i % 2]));
    }
  });
});

test("a gain and a bias get their exact gradients from the approximated backward pass", async () => {
  const [u, gain, bias] = [input("u", [3, 2]), input("gain", [2]), input("bias", [2])];
  const y = approximateBackward(u, { z: u.mul(2), gain, bias, nu: constant([1, 1]), slope: constant([1, 1]) });
  const [dgain, dbias] = gradient(
    y
      .mul(
        constant([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      )
      .sum(),
    [gain, bias],
  );
  expect(await evaluate(dgain, { u: float(1, 1, 1, 1, 1, 1) })).toBeCloseToTensor([18, 24]);
  expect(await evaluate(dbias)).toBeCloseToTensor([9, 12]);
});
