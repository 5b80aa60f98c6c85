import { describe, expect, test } from "vitest";
import {
  adamW,
  compile,
  constant,
  createTrainer,
  evaluate,
  gradient,
  initialize,
  input,
  open,
  random,
  Scope,
  type Parameters,
  type Tensor,
} from "#engine";
import { registerMatchers } from "#engine/testing";
import { languageModel, swiglu, type LanguageModel } from "#lab/training/language-model/index";
import { noNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { absorbed } from "./experiment/absorb.ts";
import { forms, type FormName } from "./experiment/arms.ts";
import { decaying, preconditioner, scaleVector, velocity, withScaleVectors, type GainForm } from "./method.ts";

registerMatchers(expect);

const names = Object.keys(forms) as FormName[];
const base: LanguageModel = {
  vocabulary: 11,
  context: 6,
  depth: 2,
  width: 16,
  heads: 2,
  std: 0.2,
  norm: noNorm,
  feedForward: swiglu(),
};
const modelOf = (form: FormName) => withScaleVectors(base, forms[form]);
const scopeOf = (model: LanguageModel) => {
  const scope = new Scope();
  const { logits } = languageModel(scope, input("tokens", [2, 6], "int32"), model);
  return { scope, logits };
};
const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5);

async function logitsOf(model: LanguageModel, weights: Parameters): Promise<number[]> {
  const evaluator = await openEvaluator({ logits: scopeOf(model).logits });
  const { logits } = await evaluator.run(weights, { tokens });
  await evaluator.release();
  return Array.from(logits.data as Float32Array);
}

/** Initial weights whose gains are anywhere between 0.5 and 1.5. */
function gained(model: LanguageModel): Parameters {
  const weights = initialize(scopeOf(model).scope, 1);
  for (const [name, values] of Object.entries(weights))
    if (/(gain|magnitude|direction)$/.test(name))
      weights[name] = Float32Array.from(random(2).stream(name).uniform(values.length), (u) => 0.5 + u);
  return weights;
}

const gapOf = (a: number[], b: number[]) => Math.max(...a.map((value, at) => Math.abs(value - b[at])));

describe("a gain in front of a linear map adds no function", () => {
  test.each(names)("%s: its gains move into the matrices, and no logit changes", async (form) => {
    const model = modelOf(form);
    const weights = gained(model);
    const before = await logitsOf(model, weights);
    const after = await logitsOf(model, absorbed(weights, model, forms[form]));
    expect(gapOf(before, after)).toBeLessThan(1e-5);
    if (form !== "no scale")
      expect(gapOf(before, await logitsOf(model, initialize(scopeOf(model).scope, 1)))).toBeGreaterThan(1e-3);
  });
  test("behind a normalization a gain stays: moving it into the matrix would lose it", async () => {
    const model = modelOf("DNP");
    const weights = gained(model);
    expect(Object.keys(weights).some((name) => name.endsWith("behind/gain"))).toBe(true);
    const lost = absorbed(weights, model, { ...forms.DNP, behind: "gain" });
    expect(gapOf(await logitsOf(model, weights), await logitsOf(model, lost))).toBeGreaterThan(1e-3);
  });
});

test("at the first step every variant but DNP is the baseline, logit by logit", async () => {
  const start = async (form: FormName) => logitsOf(modelOf(form), initialize(scopeOf(modelOf(form)).scope, 3));
  const baseline = await start("baseline");
  for (const form of ["no scale", "HG", "DP", "MD unit", "MD product", "unified"] as const)
    expect(gapOf(baseline, await start(form)), form).toBeLessThan(1e-6);
  expect(gapOf(baseline, await start("DNP"))).toBeGreaterThan(1e-3);
});

describe("gains are few", () => {
  const gainsOf = (form: FormName) =>
    scopeOf(modelOf(form))
      .scope.parameters.filter(({ name }) => /(gain|magnitude|direction)$/.test(name))
      .reduce((sum, { tensor }) => sum + tensor.size, 0);
  const { width: d, depth: l } = base;
  test("d (2 L + 1) in the baseline, which is 80,640 at width 1792 and depth 22", () => {
    expect(gainsOf("baseline")).toBe(d * (2 * l + 1));
    expect(1792 * (2 * 22 + 1)).toBe(80_640);
  });
  test("five per block with one for each branch, and one per output feature behind a matrix", () => {
    expect(gainsOf("HG")).toBe(d * (5 * l + 1));
    const hidden = 8 * Math.round(d / 3);
    expect(gainsOf("DP")).toBe(gainsOf("baseline") + l * (5 * d + 2 * hidden));
    expect(gainsOf("MD unit")).toBe(gainsOf("baseline") + 2 * l + 1);
    expect(gainsOf("no scale")).toBe(0);
  });
});

describe("A = W diag(gain) under gradient flow", () => {
  const double = (values: number[][] | number[]) => constant(values, { dtype: "float64" });
  const [w, gain, g] = [
    double([
      [0.5, 0],
      [1, 2],
    ]),
    double([1, 2]),
    double([
      [0.1, -0.2],
      [0.3, 0.4],
    ]),
  ];
  test("has the preconditioner gain² I + w wᵀ of each column, by hand", async () => {
    const p = await evaluate(preconditioner(w, gain));
    expect(p.data).toBeCloseToTensor([1.25, 0.5, 0.5, 2, 4, 0, 0, 8]);
    // The first has trace 3.25 and determinant 2.25: eigenvalues 1 and 2.25.
    expect(1.25 * 2 - 0.25).toBe(1 * 2.25);
  });
  test("moves with the velocity -P G: what a short step of the real gradients does", async () => {
    const expected = [-0.275, 0.8, -0.65, -3.2];
    expect((await evaluate(velocity(w, gain, g))).data).toBeCloseToTensor(expected);
    const h = 1e-4;
    const [fedW, fedGain] = [input("w", [2, 2], "float64"), input("gain", [2], "float64")];
    const [dw, dgain] = gradient(fedW.mul(fedGain).mul(g).sum(), [fedW, fedGain]);
    const moved = fedW
      .sub(dw.mul(h))
      .mul(fedGain.sub(dgain.mul(h)))
      .sub(fedW.mul(fedGain))
      .div(h);
    const session = await open(compile({ outputs: { moved } }), { threads: 1 });
    const { data } = (await session.run({ w: Float64Array.of(0.5, 0, 1, 2), gain: Float64Array.of(1, 2) })).moved;
    await session.release();
    expected.forEach((value, at) => expect(Math.abs(Number(data[at]) - value)).toBeLessThan(1e-3));
  });
  test("conserves gain² - |w|² of each column, while the gains grow", async () => {
    const [rows, columns, h] = [3, 4, 1e-2];
    const wave = (count: number, speed: number) => Array.from({ length: count }, (_, at) => Math.sin(speed * (at + 1)));
    const x = double(wave(10 * columns, 1.7)).reshape(10, columns);
    const y = x.matmul(double(wave(columns * rows, 0.9).map((value) => 2 * value)).reshape(columns, rows));
    const [w, gain] = [input("w", [rows, columns], "float64"), input("gain", [columns], "float64")];
    const partials = (w: Tensor, gain: Tensor) =>
      gradient(x.matmul(w.mul(gain).transpose()).sub(y).square().mean(), [w, gain]);
    const step = ([dw, dgain]: readonly Tensor[], by: number) => [w.sub(dw.mul(by)), gain.sub(dgain.mul(by))] as const;
    const [nextW, nextGain] = step(partials(...step(partials(w, gain), h / 2)), h);
    const session = await open(compile({ outputs: { nextW, nextGain } }), { threads: 1 });
    let state = {
      w: Float64Array.from(wave(rows * columns, 0.4), (v) => v / 4),
      gain: new Float64Array(columns).fill(1),
    };
    const conserved = () =>
      Array.from(
        state.gain,
        (value, j) => value ** 2 - state.w.filter((_, at) => at % columns === j).reduce((s, v) => s + v * v, 0),
      );
    const before = conserved();
    for (let i = 0; i < 1500; i++) {
      const out = await session.run(state);
      state = { w: out.nextW.data as Float64Array<ArrayBuffer>, gain: out.nextGain.data as Float64Array<ArrayBuffer> };
    }
    await session.release();
    conserved().forEach((value, j) => expect(Math.abs(value - before[j])).toBeLessThan(1e-4));
    expect(Math.max(...state.gain)).toBeGreaterThan(1.2);
  });
});

describe("a gain written as magnitude times direction", () => {
  async function jacobian(form: GainForm, at = { magnitude: [1], direction: [1, 1, 1, 1] }) {
    const scope = new Scope();
    const gain = scaleVector(scope, 4, form, "input gain");
    const parameters = scope.parameters.map(({ tensor }) => tensor);
    const rows = Array.from({ length: 4 }, (_, i) => gradient(gain.at(0, i), parameters));
    const outputs = Object.fromEntries(rows.flatMap((row, i) => row.map((slope, p) => [`${i} ${p}`, slope])));
    const evaluator = await openEvaluator({ ...outputs, gain });
    const weights = { magnitude: Float32Array.from(at.magnitude), direction: Float32Array.from(at.direction) };
    const out = await evaluator.run(weights);
    await evaluator.release();
    const j = rows.map((row, i) => row.flatMap((_, p) => Array.from(out[`${i} ${p}`].data as Float32Array)));
    const jjt = j.flatMap((a) => j.map((b) => a.reduce((sum, value, at) => sum + value * b[at], 0)));
    return { gain: Array.from(out.gain.data as Float32Array), jjt };
  }
  const identityPlus = (c: number) => Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : 0) + c);
  test("moves its size d times as fast as its shape (unit): J Jᵀ has the eigenvalues 1, 1, 1, 4", async () => {
    // I + c 11ᵀ has 1 across and 1 + 4 c along the vector of ones.
    expect((await jacobian("unit")).jjt).toBeCloseToTensor(identityPlus(3 / 4));
  });
  test("or d + 1 times (product): 1, 1, 1, 5", async () => {
    expect((await jacobian("product")).jjt).toBeCloseToTensor(identityPlus(1));
  });
  test("as a unit has the size of its magnitude, whatever the length of its direction", async () => {
    const [once, seven] = [1, 7].map((by) => ({ magnitude: [-1.5], direction: [1, 2, -3, 0.5].map((a) => a * by) }));
    const { gain } = await jacobian("unit", once);
    expect(Math.sqrt(gain.reduce((sum, value) => sum + value * value, 0) / 4)).toBeCloseTo(1.5, 5);
    expect((await jacobian("unit", seven)).gain).toBeCloseToTensor(gain);
  });
});

describe("weight decay", () => {
  test("takes input gains along and leaves output gains: after one step without gradient, 1 - rate * decay and 1", async () => {
    const model = modelOf("DP");
    const { scope, logits } = scopeOf(model);
    const [learningRate, weightDecay] = [0.1, 0.5];
    const trainer = await createTrainer({
      scope,
      loss: logits.mul(0).mean(),
      optimizer: adamW({ learningRate, weightDecay, decayFilter: decaying("input gain") }),
      seed: 1,
    });
    await trainer.step({ tokens });
    const after = trainer.parameters();
    await trainer.release();
    expect(after["block 1/attention/norm/gain"][3]).toBeCloseTo(1 - learningRate * weightDecay, 6);
    expect(after["final norm/gain"][0]).toBeCloseTo(1 - learningRate * weightDecay, 6);
    expect(after["block 1/attention/query/behind/gain"][3]).toBe(1);
    expect(after["block 2/feed-forward/down/behind/gain"][0]).toBe(1);
  });
  test("of a split gain takes the magnitude alone", () => {
    const scope = new Scope();
    scaleVector(scope, 4, "unit", "input gain");
    expect(scope.parameters.filter(decaying("input gain")).map(({ name }) => name)).toEqual(["magnitude"]);
    expect(scope.parameters.filter(decaying("output gain"))).toEqual([]);
  });
});
