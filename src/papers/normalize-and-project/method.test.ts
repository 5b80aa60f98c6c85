import { describe, expect, test } from "vitest";
import {
  adam,
  constant,
  createTrainer,
  crossEntropy,
  gradient,
  input,
  layerNormalization,
  Scope,
  sgd,
  zeros,
} from "#engine";
import type { Optimizer, Parameters, Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { suiteTable } from "#lab/datasets/tabular/suites";
import { forward } from "#lab/measure/forward";
import { asFloats } from "#lab/nn/testing/norm-bench";
import { equivalence } from "./experiment/equivalence.ts";
import golden from "./golden/numbers.json";
import {
  effectiveRate,
  isScaleFree,
  napNet,
  normalizeAndProject,
  normalized,
  normOf,
  projected,
  pulledToStart,
} from "./method.ts";

registerMatchers(expect);

const { facts, sizes, rows } = golden;
const net = { widths: sizes.slice(1, -1), outputs: sizes.at(-1)! };
const start = asFloats(golden.start);

/** The golden file's net on its one batch, from its start. */
async function trained(optimizer: Optimizer, steps: number, scaledOutput = false) {
  const scope = new Scope();
  const logits = napNet(scope, input("features", [rows, sizes[0]]), { ...net, scaledOutput });
  const loss = crossEntropy(logits, input("labels", [rows], "int32"));
  const trainer = await createTrainer({ scope, loss, optimizer, parameters: start, threads: 1 });
  const feeds = { features: Float32Array.from(golden.features), labels: Int32Array.from(golden.labels) };
  const losses: number[] = [];
  const growths: number[][] = [];
  for (let at = 0; at < steps; at++) {
    losses.push((await trainer.step(feeds, { learningRate: golden.rate })).loss);
    growths.push(Object.values(growthOf(await trainer.snapshot())));
  }
  const after = await trainer.snapshot();
  await trainer.release();
  return { losses, after, growths };
}

const lengthOf = (values: Float32Array): number => Math.hypot(...values);
const growthOf = (values: Parameters): Record<string, number> =>
  Object.fromEntries(Object.keys(start).map((name) => [name, lengthOf(values[name]) / lengthOf(start[name])]));

const blind = ["layer 1/weight", "layer 2/weight", "layer 1/gain and offset"];

describe("a normalized map", () => {
  const x = constant([[1, 2], [0, -1], [3, 1]]); // prettier-ignore
  const v = constant([[1], [-2], [0.5]]);
  const first = [1, 0.5, 2, 0, -1, 1];
  const valueOf = (weight: Tensor) =>
    layerNormalization(x.matmul(weight), { eps: 0 }).output.relu().matmul(v).square().mean();
  const facing = (factor: number) =>
    forward(
      (at) => {
        const weight = at.parameter("w", [2, 3], zeros);
        const f = valueOf(weight);
        const [slope] = gradient(f, [weight]);
        const after = weight.sub(slope.mul(0.5));
        const back = after.mul(normOf(weight).div(normOf(after)));
        const [fAfter, fProjected] = [valueOf(after), valueOf(back)];
        return {
          f,
          length: normOf(slope),
          inner: slope.mul(weight).sum(),
          squares: after.square().sum(),
          fAfter,
          fProjected,
        };
      },
      { weights: { w: Float32Array.from(first, (value) => value * factor) } },
    );

  test.each(facts.scales)("is blind to a factor of $factor, and its gradient is as much smaller", async (wanted) => {
    const { f, length, inner } = await facing(wanted.factor);
    expect(f[0]).toBeCloseTo(2.274768, 5);
    expect(f[0]).toBeCloseTo(wanted.f, 5);
    expect(length[0]).toBeCloseTo(wanted.gradient, 5);
    expect(length[0] * wanted.factor).toBeCloseTo(1.542718, 4);
    expect(inner[0]).toBeCloseTo(0, 5);
  });

  test("grows by a step of gradient descent, by the square of that step, and is the same when it is put back", async () => {
    const { length, squares, fAfter, fProjected } = await facing(1);
    expect(squares[0]).toBeCloseTo(7.844994, 5);
    expect(squares[0]).toBeCloseTo(7.25 + 0.25 * length[0] ** 2, 5);
    expect(fAfter[0]).toBeCloseTo(facts.fAfter, 5);
    expect(fProjected[0]).toBeCloseTo(facts.fProjected, 5);
  });

  test("has the gradient that central differences give", () =>
    checkGradient(
      (x, weight, v) => layerNormalization(x.matmul(weight), { eps: 1e-6 }).output.relu().matmul(v).square().mean(),
      [[3, 2], [2, 4], [4, 1]], // prettier-ignore
    ));
});

test.each([
  ["relu", 1e-5],
  ["tanh", null],
] as const)("with %s, the next layer sees a common factor of gain and offset: not beyond %s", async (phi, limit) => {
  const through = (factor: number) =>
    forward(
      (at) => {
        const x = constant([[1, 2, -1], [0, -1, 3], [2, 0.5, 1]]); // prettier-ignore
        const inner = normalized(at.scope("a"), x)[phi]();
        const map = constant([[1, 0.5], [-1, 2], [0.3, 1]]); // prettier-ignore
        return { y: normalized(at.scope("b"), inner.matmul(map.transpose().transpose()).pad([[0, 0], [0, 1]])) }; // prettier-ignore
      },
      { weights: { "a/gain and offset": Float32Array.of(1, 2, 0.5, 0.2, -0.1, 0.4).map((value) => value * factor) } },
    );
  const [{ y: one }, { y: three }] = [await through(1), await through(3)];
  const distance = Math.max(...one.map((value, at) => Math.abs(value - three[at])));
  if (limit === null) expect(distance).toBeGreaterThan(0.01);
  else expect(distance).toBeLessThan(limit);
});

describe("against torch", () => {
  test("NaP takes the same steps", async () => {
    const { losses, after } = await trained(normalizeAndProject(adam()), golden.projected.losses.length);
    expect(losses).toBeCloseToTensor(golden.projected.losses);
    for (const [name, values] of Object.entries(golden.projected.after))
      expect(after[name], name).toBeCloseToTensor(values, { relative: 1e-4, absolute: 1e-5 });
  });
  test("so does the net without projection", async () => {
    const { losses } = await trained(adam(), golden.free.losses.length);
    expect(losses).toBeCloseToTensor(golden.free.losses);
    expect(Math.abs(golden.free.losses.at(-1)! - golden.projected.losses.at(-1)!)).toBeGreaterThan(1e-3);
  });
});

describe("projection", () => {
  test("keeps the norm of all that the net is blind to within 1e-6, after every step, and of nothing else", async () => {
    const { after, growths } = await trained(normalizeAndProject(adam()), 6);
    const names = Object.keys(start);
    for (const all of growths)
      for (const [at, growth] of all.entries())
        if (blind.includes(names[at])) expect(Math.abs(growth - 1), names[at]).toBeLessThan(1e-6);
    const others = names.filter((name) => !blind.includes(name));
    for (const name of others) expect(Math.abs(growthOf(after)[name] - 1), name).toBeGreaterThan(1e-3);
  });

  test("is of the whole tensor: its columns may grow and shrink", async () => {
    const { after } = await trained(normalizeAndProject(adam()), 6);
    const column = (values: Float32Array, at: number) => lengthOf(values.filter((_, index) => index % 5 === at));
    const name = "layer 1/weight";
    const growths = [0, 1, 2, 3, 4].map((at) => column(after[name], at) / column(start[name], at));
    expect(Math.max(...growths) / Math.min(...growths)).toBeGreaterThan(1.01);
  });

  test("that never comes leaves the optimizer as it is, to the bit", async () => {
    const [never, free] = [
      await trained(projected(adam(), isScaleFree, { every: Infinity }), 4),
      await trained(adam(), 4),
    ];
    expect(never).toEqual(free);
    expect(() => projected(adam(), isScaleFree, { every: 0 })).toThrow(RangeError);
  });

  test("every third step lets norms go for two steps", async () => {
    const { growths } = await trained(normalizeAndProject(adam(), { every: 3 }), 6);
    const off = growths.map((all) => Math.abs(all[Object.keys(start).indexOf(blind[0])] - 1));
    for (const step of [2, 5]) expect(off[step]).toBeLessThan(1e-6);
    for (const step of [0, 1, 3, 4]) expect(off[step]).toBeGreaterThan(1e-4);
  });

  test("may take the output too, whose learned scale then grows in its place", async () => {
    const { after } = await trained(normalizeAndProject(adam(), { output: true }), 6, true);
    for (const name of [...blind, "layer 3/weight", "layer 2/gain and offset"])
      expect(Math.abs(growthOf(after)[name] - 1), name).toBeLessThan(1e-6);
    expect(after["layer 3/scale"][0]).not.toBe(1);
  });

  test("may leave gains alone, or pull them to where they started", async () => {
    const gains = blind[2];
    const [free, decay] = [
      await trained(normalizeAndProject(adam(), { gains: "free" }), 6),
      await trained(normalizeAndProject(adam(), { gains: "decay" }), 6),
    ];
    const strayed = ({ after }: typeof free) => lengthOf(after[gains].map((value, at) => value - start[gains][at]));
    expect(Math.abs(growthOf(free.after)[gains] - 1)).toBeGreaterThan(1e-4);
    expect(strayed(decay)).toBeLessThan(strayed(free));
    expect(Math.abs(growthOf(decay.after)["layer 1/weight"] - 1)).toBeLessThan(1e-6);
  });
});

test("a pull to the start is rate * strength * distance, on top of the step", async () => {
  const name = "layer 1/weight";
  const two = (optimizer: Optimizer) => trained(optimizer, 2).then(({ after }) => after[name]);
  const one = (await trained(sgd(), 1)).after[name];
  const [free, pulled] = [await two(sgd()), await two(pulledToStart(sgd(), isScaleFree, 3))];
  const wanted = free.map((value, at) => value - golden.rate * 3 * (one[at] - start[name][at]));
  expect(pulled).toBeCloseToTensor(wanted);
});

test("a growing norm is a falling rate: with that schedule written out, the projected net gives the same outputs after 50 steps", async () => {
  const table = suiteTable("waveform", 1, "training", 256);
  const { difference, withoutDecay, growth } = await equivalence(table, { steps: 50, seed: 1, learningRate: 0.2 });
  expect(growth).toBeGreaterThan(1.004);
  expect(difference).toBeLessThan(1e-4);
  expect(withoutDecay).toBeGreaterThan(20 * difference);
});

test("effective rates fall with the square of the norm under gradient descent, with the norm under Adam", () => {
  expect(effectiveRate(2, "gradient")).toBe(0.25);
  expect(effectiveRate(2, "scale-free")).toBe(0.5);
});
