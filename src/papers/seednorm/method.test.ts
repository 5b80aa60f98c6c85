import { describe, expect, test } from "vitest";
import { constant, gradient, initialize, input, random, Scope, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { rmsNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { decayFilter, seedGate, seedNorm, type SeedNormOptions } from "./method.ts";

registerMatchers(expect);

const token = [1, -2, 3, 0.5];
const cotangent = [1, -1, 2, 0.5];
const weights: Readonly<Record<"gamma" | "alpha" | "beta", Float32Array>> = {
  gamma: Float32Array.of(1, 1, 1, 1),
  alpha: Float32Array.of(1, 1, 1, 1),
  beta: Float32Array.of(0.1, 0.2, -0.1, 0.4),
};
/** The worked examples' constant. */
const eps = 1e-6;

/** Output and gradients at a token of four numbers, under the worked example's cotangent. */
async function at(x: readonly number[], given: Partial<typeof weights> = {}, options: SeedNormOptions = { eps }) {
  const scope = new Scope();
  const token = input("x", [4]);
  const y = seedNorm(scope, token, options);
  const wrt = [token, ...scope.parameters.map(({ tensor }) => tensor)];
  const [dx, dgamma, dalpha, dbeta] = gradient(y.mul(constant([...cotangent])).sum(), wrt);
  const evaluator = await openEvaluator({ y, dx, dgamma, dalpha, dbeta });
  const values = await evaluator.run({ ...weights, ...given }, { x: Float32Array.from(x) });
  await evaluator.release();
  return values;
}

/** A scope that hands out the given tensors in the order they are asked for: for checks in double precision. */
const given = (...tensors: Tensor[]) => ({ parameter: () => tensors.shift()! }) as unknown as Scope;
const zeros = new Float32Array(4);
const close = { absolute: 2e-6 };

describe("SeeDNorm", () => {
  test("gives the worked example: gate -0.379949", async () => {
    const { y, dx, dalpha, dbeta, dgamma } = await at(token);
    expect(y).toBeCloseToTensor([0.328511, -0.657022, 0.985533, 0.164256], close);
    expect(dx).toBeCloseToTensor([0.534596, 0.936634, -0.402039, 1.734949], close);
    expect(dalpha).toBeCloseToTensor([-0.201302, -0.402604, -1.207811, -0.050325], close);
    expect(dbeta).toBeCloseToTensor([4.193288, -8.386576, 12.579864, 2.096644], { absolute: 1e-5 });
    expect(dgamma).toBeCloseToTensor([0.529813, 1.059626, 3.178877, 0.132453], close);
  });

  test("gives the worked example with two heads: a gate for each half, one RMS for all", async () => {
    const { y, dx, dbeta } = await at(token, {}, { eps, heads: 2 });
    expect(y).toBeCloseToTensor([0.375472, -0.750943, 1.431022, 0.238504], close);
    expect(dx).toBeCloseToTensor([0.232667, 0.49196, -0.23861, 1.405748], close);
    expect(dbeta).toBeCloseToTensor([1.454554, -2.909108, 9.83531, 1.639218], { absolute: 1e-5 });
  });

  test("depends on length and sign: ten times the token closes its gate, minus the token opens it", async () => {
    const longer = await at(token.map((value) => 10 * value));
    expect(longer.y).toBeCloseToTensor([0.000355, -0.000711, 0.001066, 0.000178], close);
    const negative = await at(token.map((value) => -value));
    expect(negative.y).toBeCloseToTensor([-0.731115, 1.462229, -2.193344, -0.365557], close);
  });

  test("is RMSNorm bit for bit while beta is zero, and beta then has a gradient although alpha has none", async () => {
    const x = random(1)
      .stream("x")
      .normal(6 * 32);
    const scope = new Scope();
    const input6 = input("x", [6, 32]);
    const evaluator = await openEvaluator({
      ours: seedNorm(scope.scope("ours"), input6),
      rms: rmsNorm(scope.scope("rms"), input6, { eps: 1e-5 }),
    });
    const { ours, rms } = await evaluator.run(initialize(scope, 1), { x });
    await evaluator.release();
    expect(ours.data).toEqual(rms.data);

    const start = await at(token, { beta: zeros });
    expect(start.dalpha).toBeCloseToTensor([0, 0, 0, 0]);
    expect(start.dbeta).toBeCloseToTensor([4.900769, -9.801538, 14.702307, 2.450385], { absolute: 1e-5 });
  });

  test("never leaves RMSNorm when alpha is zero as well: nothing has a gradient then", async () => {
    const { y, dalpha, dbeta } = await at(token, { alpha: zeros, beta: zeros });
    expect([...(dalpha.data as Float32Array), ...(dbeta.data as Float32Array)].every((slope) => slope === 0)).toBe(
      true,
    );
    const { y: anyBeta } = await at(token, { alpha: zeros });
    expect(anyBeta).toBeCloseToTensor(y);
  });

  test("with as many heads as channels gates each channel by itself", async () => {
    const { y } = await at(token, {}, { eps, heads: 4 });
    const rms = Math.sqrt(token.reduce((sum, value) => sum + value ** 2, 0) / 4 + eps);
    expect(y).toBeCloseToTensor(
      token.map((value, i) => ((Math.tanh(value * weights.beta[i]) + 1) * value) / rms),
      close,
    );
  });

  test("passes back a gradient that shrinks as its input grows: by 1/k for beta 0, and for large k in any case", async () => {
    const sizeAt = async (k: number, beta: Float32Array) => {
      const { dx } = await at(
        token.map((value) => k * value),
        { beta },
        { eps: 1e-12 },
      );
      return Math.hypot(...(dx.data as Float32Array));
    };
    const one = await sizeAt(1, zeros);
    for (const k of [1e-2, 1e-1, 10, 100, 1000]) expect((await sizeAt(k, zeros)) * k).toBeCloseTo(one, 4);
    // A gate that ends open: sign and length of the token decide whether it does.
    const open = Float32Array.from(weights.beta, (value) => -value);
    const far = (await sizeAt(100, open)) * 100;
    expect(((await sizeAt(1000, open)) * 1000) / far).toBeCloseTo(1, 4);
  });

  test.each([1, 2, 3])("with %i heads has the gradients of central differences in all four inputs", (heads) =>
    checkGradient(
      (x, gamma, alpha, beta) => seedNorm(given(gamma, alpha, beta), x, { heads }),
      [[2, 3, 6], [6], [6], [6]],
    ),
  );

  test("owns three vectors, starts at 1, alpha and 0, and decays two of them", () => {
    const scope = new Scope();
    seedNorm(scope.scope("norm"), input("x", [2, 4]), { alpha: 0.1 });
    const start = initialize(scope, 1);
    expect(start["norm/gamma"]).toEqual(new Float32Array(4).fill(1));
    expect(start["norm/alpha"]).toEqual(new Float32Array(4).fill(0.1));
    expect(start["norm/beta"]).toEqual(zeros);
    expect(scope.parameters.filter(decayFilter).map(({ name }) => name)).toEqual(["norm/alpha", "norm/beta"]);
    expect(decayFilter({ name: "head", shape: [4, 8] })).toBe(true);
    expect(decayFilter({ name: "block 1/attention/output/bias", shape: [4] })).toBe(false);
  });
});

test("the gate refuses heads that do not divide the channels", () => {
  expect(() => seedGate(input("x", [2, 6]), input("beta", [6]), 4)).toThrow("6 channels cannot be cut into 4 heads");
});
