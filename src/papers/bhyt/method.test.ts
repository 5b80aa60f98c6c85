import { describe, expect, test } from "vitest";
import { constant, evaluate, gradient, initialize, input, random, Scope, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { languageModelLoss, type LanguageModel } from "#lab/training/language-model/index";
import { rmsNorm, rmsScale } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { openStateStepper } from "#lab/training/state-stepper";
import { measurementsOf } from "./experiment/reductions.ts";
import { bhytBlock, boundedTanh, meanGain, refreshEvery, secondMoment } from "./method.ts";

registerMatchers(expect);

const token = [1, -2, 3, 0.5];

async function of(build: (at: Scope) => Record<string, Tensor>, feeds: Record<string, Float32Array> = {}) {
  const scope = new Scope();
  const evaluator = await openEvaluator(build(scope));
  const out = await evaluator.run(initialize(scope, 1), feeds);
  await evaluator.release();
  return Object.fromEntries(Object.entries(out).map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
}

describe("one token by hand: 1, -2, 3, 0.5 with lambda 2 and kappa 10", () => {
  test("gives the stated outputs and input gradient", async () => {
    const x = input("x", [1, 4]);
    const { y, dx } = await of(
      (at) => {
        const y = boundedTanh(at, x);
        return { y, dx: gradient(y.mul(constant([[1, -1, 2, 0.5]])).sum(), [x])[0] };
      },
      { x: Float32Array.from(token) },
    );
    expect(y).toBeCloseToTensor([0.105568, -0.208808, 0.307596, 0.052932]);
    expect(dx).toBeCloseToTensor([0.040957, 0.026307, 0.000399, 0.02092]);
  });
  test("divides by kappa once: the argument of the first entry is 0.105963", async () => {
    const { y } = await of((at) => ({ y: boundedTanh(at, constant([token])) }));
    expect(Math.atanh(y[0])).toBeCloseTo(0.105963, 5);
  });
});

describe("the exact form", () => {
  test("ignores a positive scale, is odd, and stays below its gain", async () => {
    const { y, scaled, mirrored } = await of((at) => ({
      y: boundedTanh(at, constant([token]), { eps: 0 }),
      scaled: boundedTanh(at, constant([token]).mul(300), { eps: 0 }),
      mirrored: boundedTanh(at, constant([token]).neg(), { eps: 0 }),
    }));
    expect(scaled).toBeCloseToTensor(y);
    expect(mirrored).toBeCloseToTensor(y.map((value) => -value));
    const { far } = await of((at) => ({ far: boundedTanh(at, constant([[1, 0, 0, 0]]), { lambda: 1e4 }) }));
    expect(Math.max(...far.map(Math.abs))).toBeLessThanOrEqual(1);
  });
  test("bounds every argument by lambda sqrt(d) / kappa, so that at most ceil(d / 100) - 1 entries exceed lambda", async () => {
    // All of a token in one entry is the extreme: sqrt(d) / 10 of lambda.
    const spike = (d: number) => constant([Array.from({ length: d }, (_, at) => (at === 0 ? 7 : 0))]);
    const argumentOf = async (d: number) =>
      Math.atanh((await of((at) => ({ y: boundedTanh(at, spike(d), { lambda: 1, eps: 0 }) }))).y[0]);
    expect(await argumentOf(64)).toBeCloseTo(0.8, 4);
    expect(await argumentOf(100)).toBeCloseTo(1, 4);
    expect(await argumentOf(128)).toBeGreaterThan(1);
    expect([64, 100, 128].map((d) => Math.ceil(d / 100) - 1)).toEqual([0, 0, 1]);
  });
  test("is RMS norm with gain lambda / kappa where the tanh is nearly linear", async () => {
    expect(Math.tanh(0.2) / 0.2).toBeCloseTo(0.98688, 5);
    const x = random(1).stream("x").normal(128);
    const { y, rms } = await of((at) => ({
      y: boundedTanh(at, constant([Array.from(x)]), { lambda: 0.01 }),
      rms: rmsScale(constant([Array.from(x)])).mul(0.001),
    }));
    y.forEach((value, at) => expect(Math.abs(value - rms[at])).toBeLessThan(1e-4 * Math.max(...rms.map(Math.abs))));
  });
});

describe("the correction c", () => {
  test("by hand: W_V W_O has the squared norm 3.25, so c is 0.40625 for T 4 and d 2, and s2 grows by 0.01625 for lambda 2", async () => {
    const [value, output] = [
      constant([
        [1, 0],
        [2, 1],
      ]),
      constant([
        [0.5, 1],
        [0, -1],
      ]),
    ];
    const c = Number((await evaluate(meanGain(value, output, { heads: 1, length: 4 }))).data[0]);
    expect(c).toBeCloseTo(0.40625, 6);
    expect((c * 2 ** 2) / 10 ** 2).toBeCloseTo(0.01625, 6);
  });
  test("takes a value head once per head of its group, where several heads share one", async () => {
    const draw = (name: string, rows: number, columns: number) =>
      constant(
        random(3)
          .stream(name)
          .normal(rows * columns),
        { shape: [rows, columns] },
      );
    const [shared, output] = [draw("value", 6, 4), draw("output", 8, 6)]; // two value heads of 2, four heads
    const [first, second] = [shared.slice(1, 0, 2), shared.slice(1, 2, 4)];
    const byHand = [first, first, second, second].map((head, at) => head.matmul(output.slice(0, 2 * at, 2 * at + 2)));
    const sum = byHand
      .reduce((a, b) => a.add(b))
      .square()
      .sum()
      .div(5 * 6);
    const { data } = await evaluate(meanGain(shared, output, { heads: 4, length: 5 }));
    expect(data).toBeCloseToTensor(Array.from((await evaluate(sum)).data as Float32Array));
  });
  test("is an estimate for uniform attention over all T tokens, and H_T times too small for causal attention", async () => {
    const [d, T] = [64, 32];
    const source = random(7);
    const draw = (name: string, shape: number[]) =>
      constant(source.stream(name).normal(shape.reduce((a, b) => a * b)), { shape });
    const x = draw("x", [200, T, d]);
    const [value, output] = ["value", "output"].map((name) => draw(name, [d, d]).div(Math.sqrt(d)));
    const normed = rmsScale(x).mul(0.2).tanh(); // lambda 2, kappa 10
    const mixed = (weights: Tensor) => weights.matmul(normed).matmul(value).matmul(output).square().mean();
    const everyone = constant(new Float32Array(T * T).fill(1 / T), { shape: [T, T] });
    const before = constant(
      Float32Array.from({ length: T * T }, (_, at) =>
        at % T <= Math.floor(at / T) ? 1 / (Math.floor(at / T) + 1) : 0,
      ),
      { shape: [T, T] },
    );
    const estimate = meanGain(value, output, { heads: 1, length: T }).mul(0.2 ** 2);
    const [full, causal] = await Promise.all(
      [everyone, before].map(async (weights) => Number((await evaluate(mixed(weights).div(estimate))).data[0])),
    );
    expect(full).toBeGreaterThan(0.88);
    expect(full).toBeLessThan(1);
    const harmonic = Array.from({ length: T }, (_, t) => 1 / (t + 1)).reduce((a, b) => a + b);
    expect(harmonic).toBeCloseTo(4.06, 2);
    expect(causal / full / harmonic).toBeCloseTo(1, 1);
  });
  test("is made anew as often as the release does: every 5 of 250 steps, never less than every 1000", () => {
    expect([10, 250, 1e6].map(refreshEvery)).toEqual([1, 5, 1000]);
  });
});

const shape: LanguageModel = { vocabulary: 11, context: 6, depth: 2, width: 16, heads: 2, std: 0.3, norm: rmsNorm };
const modelWith = (refresh: number | null): LanguageModel => ({ ...shape, block: bhytBlock({ length: 6, refresh }) });
const feeds = {
  tokens: Int32Array.of(1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5),
  targets: Int32Array.of(2, 3, 4, 5, 6, 7, 9, 8, 7, 6, 5, 4),
};

describe("a model of such blocks", () => {
  test("makes c at its first step and then every so many, and carries it in between", async () => {
    const { scope, loss } = languageModelLoss(modelWith(3), { batch: 2, mode: "training" });
    const stepper = await openStateStepper(scope, loss, { loss });
    const name = "block 1/c";
    const seen: number[] = [];
    for (let step = 0; step < 5; step++) {
      await stepper.step(feeds);
      seen.push(stepper.values[name][0]);
      const weight = stepper.values["block 1/attention/value/weight"];
      stepper.values["block 1/attention/value/weight"] = weight.map((value) => value * 1.5);
    }
    await stepper.release();
    const [first] = seen;
    expect(first).toBeGreaterThan(0);
    // Three steps of 1.5 each: c has a factor of 1.5² for each.
    expect(seen.map((c) => c / first)).toBeCloseToTensor([1, 1, 1, 1.5 ** 6, 1.5 ** 6]);
  });
  test("measures each block's input once, where RMS norm measures twice", () => {
    const reductions = (model: LanguageModel) =>
      measurementsOf(languageModelLoss(model, { batch: 2, mode: "inference" }).logits);
    expect(reductions({ ...shape, depth: 1 })).toBe(2 + 1);
    expect(reductions({ ...modelWith(null), depth: 1 })).toBe(1 + 1);
  });
  test("gives lambda of the first site no gradient through the estimate, and the value map none through c", async () => {
    const { scope, loss } = languageModelLoss({ ...modelWith(1), depth: 1 }, { batch: 2, mode: "training" });
    const of = (name: string) => scope.parameters.find((spec) => spec.name === name)!.tensor;
    const lambda = of("block 1/attention/norm/lambda");
    const [slope] = gradient(loss, [lambda]);
    const evaluator = await openEvaluator({ slope, loss });
    const weights = initialize(scope, 1);
    // Nothing leaves the attention, so lambda matters through the estimate alone.
    weights["block 1/attention/output/weight"].fill(0);
    weights["block 1/c"] = Float32Array.of(50);
    weights["block 1/step"] = Float32Array.of(1);
    const kept = languageModelLoss({ ...modelWith(null), depth: 1 }, { batch: 2, mode: "training" });
    const other = await openEvaluator({ loss: kept.loss });
    const lossAt = async (value: number) =>
      Number(
        (await other.run({ ...weights, "block 1/attention/norm/lambda": Float32Array.of(value) }, feeds)).loss.data[0],
      );
    expect(Math.abs((await lossAt(3)) - (await lossAt(2)))).toBeGreaterThan(1e-4);
    expect(Number((await evaluator.run(weights, feeds)).slope.data[0])).toBe(0);
    await evaluator.release();
    await other.release();
  });
  test("reads one token with the T of its training", async () => {
    const { loss } = languageModelLoss(modelWith(null), { batch: 1, length: 1, mode: "inference" });
    const scopeOf = languageModelLoss(modelWith(null), { batch: 2, mode: "training" }).scope;
    const evaluator = await openEvaluator({ loss });
    const one = { tokens: Int32Array.of(3), targets: Int32Array.of(4) };
    const at = async (c: number) =>
      Number((await evaluator.run({ ...initialize(scopeOf, 1), "block 1/c": Float32Array.of(c) }, one)).loss.data[0]);
    expect(await at(0)).not.toBe(await at(5));
    await evaluator.release();
  });
});

describe("gradients", () => {
  test("of the exact form are those of finite differences", () =>
    checkGradient(
      (x, lambda, gain) => {
        const argument = x.mul(secondMoment(x).add(1e-6).rsqrt()).mul(lambda.div(10));
        return argument.tanh().mul(gain);
      },
      [[3, 4], [1], [4]],
    ));
  test("of the estimated form too, with c held: the second moment of the block's input is not detached", () =>
    checkGradient(
      (x, branch) => {
        const s2 = secondMoment(x).add(0.40625 * 0.04);
        return x.add(branch).mul(s2.add(1e-6).rsqrt()).mul(0.2).tanh();
      },
      [
        [3, 4],
        [3, 4],
      ],
    ));
});
