import * as ort from "onnxruntime-node";
import { onnx } from "onnx-proto";
import { describe, expect, test } from "vitest";
import {
  constant,
  gradient,
  initialize,
  input,
  layerNormalization,
  random,
  Scope,
  type Parameters,
  type Tensor,
} from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { batchNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { fusedLayerNorm, layerNorm, layerNormGru, layerNormLstm } from "./method.ts";

registerMatchers(expect);

/** The values of tensors, under weights by name. */
async function values<K extends string>(outputs: Record<K, Tensor>, weights: Parameters = {}, feeds = {}) {
  const evaluator = await openEvaluator(outputs);
  const result = await evaluator.run(weights, feeds);
  await evaluator.release();
  return result as Record<K, { data: Float32Array }>;
}

/** A scope that hands out the given tensors in the order they are asked for: for checks in double precision. */
function given(...tensors: Tensor[]): Scope {
  const scope = { parameter: () => tensors.shift()!, scope: () => scope } as unknown as Scope;
  return scope;
}

const forms = [
  ["in plain arithmetic", layerNorm],
  ["through the runtime's operator", fusedLayerNorm],
] as const;

describe.each(forms)("layer norm %s", (_, norm) => {
  const a = Float32Array.of(1, 2, 4, 9);
  const weights = { gain: Float32Array.of(1, 2, 0.5, 1), bias: Float32Array.of(0, 0.1, 0, -1) };
  const cotangent = constant([1, -1, 2, 0.5]);

  test("gives the worked example: 1, 2, 4, 9", async () => {
    const { y } = await values({ y: norm(new Scope(), input("a", [4])) }, weights, { a });
    expect(y).toBeCloseToTensor([-0.973328, -1.197771, 0, 0.622213], { absolute: 2e-6 });
  });

  test("gives the worked example's gradients", async () => {
    const at = new Scope();
    const x = input("a", [4]);
    const loss = norm(at, x).mul(cotangent).sum();
    const [da, dg, db] = gradient(loss, [x, ...at.parameters.map(({ tensor }) => tensor)]);
    const partials = await values({ da, dg, db }, weights, { a });
    expect(partials.da).toBeCloseToTensor([0.373536, -0.629675, 0.283887, -0.027748], { absolute: 2e-6 });
    expect(partials.dg).toBeCloseToTensor([-0.973328, 0.648885, 0, 0.811107], { absolute: 2e-6 });
    expect(partials.db).toBeCloseToTensor([1, -1, 2, 0.5]);
    const sum = partials.da.data.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-6);
    // Along a itself the output does not move, but for eps.
    const along = partials.da.data.reduce((total, value, i) => total + value * a[i], 0);
    expect(Math.abs(along)).toBeLessThan(5e-6);
  });

  test("has the gradient of central differences, in double precision", () =>
    checkGradient((x, gain, bias) => norm(given(gain, bias), x), [[2, 3, 5], [5], [5]]));

  test("starts as gain 1 and bias 0", async () => {
    const at = new Scope();
    norm(at, input("a", [3, 4]));
    expect(initialize(at, 1)).toEqual({ gain: new Float32Array(4).fill(1), bias: new Float32Array(4) });
  });

  test("leaves a row alone when the other rows change; batch norm does not", async () => {
    const rows = random(1).stream("rows").normal(12);
    const other = rows.map((value, at) => (at < 4 ? value : 5 * value + 1));
    const first = async (layer: (at: Scope, x: Tensor) => Tensor, x: Float32Array) => {
      const at = new Scope({ mode: "training" });
      const { y } = await values({ y: layer(at, input("x", [3, 4])) }, initialize(at, 1), { x });
      return Array.from(y.data.subarray(0, 4));
    };
    expect(await first(norm, other)).toEqual(await first(norm, rows));
    expect(await first(batchNorm, other)).not.toBeCloseToTensor(await first(batchNorm, rows), { absolute: 0.1 });
  });

  test("computes the same while training and afterwards, for one row as for many", async () => {
    const x = random(2).stream("rows").normal(12);
    const of = async (mode: "training" | "inference", rows: number) => {
      const at = new Scope({ mode });
      const fed = { x: x.subarray(0, 4 * rows) };
      return Array.from((await values({ y: norm(at, input("x", [rows, 4])) }, initialize(at, 1), fed)).y.data);
    };
    expect(await of("inference", 3)).toEqual(await of("training", 3));
    expect(await of("training", 1)).toEqual((await of("training", 3)).slice(0, 4));
  });
});

describe("the runtime's LayerNormalization", () => {
  /** One node, built with the reference protobuf bindings and none of our own encoder. */
  function referenceModel(shape: number[]): Uint8Array {
    const { ValueInfoProto, ModelProto } = onnx;
    const value = (name: string, lengths: number[]) =>
      ValueInfoProto.create({
        name,
        type: { tensorType: { elemType: 1, shape: { dim: lengths.map((dimValue) => ({ dimValue })) } } },
      });
    const width = [shape.at(-1)!];
    return ModelProto.encode(
      ModelProto.create({
        irVersion: 8,
        opsetImport: [{ domain: "", version: 17 }],
        graph: {
          name: "reference",
          node: [
            {
              opType: "LayerNormalization",
              input: ["x", "gain", "bias"],
              output: ["y"],
              attribute: [
                { name: "axis", type: 2, i: -1 },
                { name: "epsilon", type: 1, f: 1e-5 },
              ],
            },
          ],
          input: [value("x", shape), value("gain", width), value("bias", width)],
          output: [value("y", shape)],
        },
      }),
    ).finish();
  }

  test.each([[[7, 33]], [[2, 5, 64]]])("in a model that we did not write agrees on %j", async (shape) => {
    const draw = random(3);
    const width = shape.at(-1)!;
    const x = draw
      .stream("x")
      .normal(shape.reduce((a, b) => a * b))
      .map((value) => 3 * value + 1);
    const weights = { gain: draw.stream("gain").normal(width), bias: draw.stream("bias").normal(width) };
    const session = await ort.InferenceSession.create(referenceModel(shape));
    const { y: reference } = await session.run({
      x: new ort.Tensor("float32", x, shape),
      gain: new ort.Tensor("float32", weights.gain, [width]),
      bias: new ort.Tensor("float32", weights.bias, [width]),
    });
    await session.release();
    for (const [, norm] of forms) {
      const { y } = await values({ y: norm(new Scope(), input("x", shape)) }, weights, { x });
      expect(y).toBeCloseToTensor(reference.data as Float32Array, { absolute: 1e-5, relative: 0 });
    }
  });

  test("hands out the mean and one over the deviation, which its gradient uses", async () => {
    const { mean, inverseDeviation } = layerNormalization(input("a", [1, 4]), { eps: 0 });
    const out = await values({ mean, inverse: inverseDeviation }, {}, { a: Float32Array.of(1, 2, 4, 9) });
    expect(out.mean).toBeCloseToTensor([4]);
    expect(out.inverse).toBeCloseToTensor([1 / Math.sqrt(9.5)]);
  });
});

describe("what leaves the normalized output alone", () => {
  // Rows of x are examples, W is [inputs, units]: a unit's weights are a column, "the same vector to every unit" a row shift.
  const draw = random(4);
  const [rows, inputs, units] = [3, 5, 8];
  const x = draw.stream("x").normal(rows * inputs);
  const W = draw.stream("W").normal(inputs * units);
  const shift = draw.stream("shift").normal(inputs);

  const normalized = async (data: Float32Array, weight: Float32Array) => {
    const sums = input("x", [rows, inputs]).matmul(input("W", [inputs, units]));
    const { y } = await values({ y: layerNormalization(sums, { eps: 0 }).output }, {}, { x: data, W: weight });
    return y.data;
  };
  const change = (values: Float32Array, f: (value: number, index: number) => number) => values.map(f);
  const cases: [string, boolean, Float32Array, Float32Array][] = [
    ["scaling the whole weight matrix", true, x, change(W, (w) => 2.5 * w)],
    ["adding one vector to the weights of every unit", true, x, change(W, (w, i) => w + shift[Math.floor(i / units)])],
    ["scaling all data", true, change(x, (v) => 3 * v), W],
    ["scaling a single example", true, change(x, (v, i) => (i < inputs ? 4 * v : v)), W],
    ["scaling one unit's weights", false, x, change(W, (w, i) => (i % units === 0 ? 2.5 * w : w))],
    ["shifting all data", false, change(x, (v, i) => v + shift[i % inputs]), W],
  ];
  test.each(cases)("%s: %s", async (_, invariant, data, weight) => {
    const [before, after] = [await normalized(x, W), await normalized(data, weight)];
    const largest = Math.max(...before.map((value, i) => Math.abs(value - after[i])));
    if (invariant) expect(largest).toBeLessThan(1e-5);
    else expect(largest).toBeGreaterThan(0.1);
  });
});

describe("the layer-normalized GRU", () => {
  const fed = (values: number[]) => Float32Array.from(values);
  const weights = (factor = 1): Parameters => ({
    W: fed([0.1, 0.2, 0.3, 0.4, 0.5, -0.1, 0.2, 0.3]),
    U: fed([0.3, -0.2, 0.1, 0.5, 0.2, 0.4, -0.3, 0.1].map((value) => factor * value)),
    Wx: fed([0.2, -0.4, 0.6, 0.1]),
    Ux: fed([0.5, 0.1, -0.2, 0.3].map((value) => factor * value)),
    b: new Float32Array(4),
    bx: new Float32Array(2),
    ...Object.fromEntries(
      ["U", "W", "Ux", "Wx"].flatMap((name) => [
        [`LN ${name}/gain`, new Float32Array(name.length === 1 ? 4 : 2).fill(1)],
        [`LN ${name}/bias`, new Float32Array(name.length === 1 ? 4 : 2)],
      ]),
    ),
  });
  const step = async (state: number[], factor = 1) => {
    const at = new Scope();
    const next = layerNormGru(at, input("x", [1, 2]), input("h", [1, 2]));
    return (await values({ next }, weights(factor), { x: fed([1, -0.5]), h: fed(state) })).next.data;
  };

  test("gives the worked example", async () => {
    expect(await step([0.2, -0.1])).toBeCloseToTensor([0.399416, -0.216943], { absolute: 2e-6, relative: 0 });
  });
  test("goes on from its own state as an independent computation in double precision does", async () => {
    const after = await step(Array.from(await step([0.2, -0.1])));
    expect(after).toBeCloseToTensor([0.5311864, -0.3174737], { absolute: 2e-6, relative: 0 });
  });
  test("feels the scale of its recurrent weights through eps only", async () => {
    expect(await step([0.2, -0.1], 2.5)).toBeCloseToTensor([0.399382, -0.216834], { absolute: 2e-6, relative: 0 });
  });
  test("starts from a state of zero without dividing by it", async () => {
    expect(await step([0, 0])).toBeCloseToTensor([0.310443, -0.257336], { absolute: 2e-6, relative: 0 });
  });
  test("owns eight norm vectors and shares them over time: a second step adds none", () => {
    const at = new Scope();
    const [x, h] = [input("x", [1, 2]), input("h", [1, 2])];
    const once = layerNormGru(at, x, h);
    const names = at.parameters.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("LN")).length).toBe(8);
    layerNormGru(at, x, once);
    expect(at.parameters.map(({ name }) => name)).toEqual(names);
    expect(at.states).toEqual([]);
  });
  test("has the gradient of central differences, in double precision", () => {
    const shapes = [[2, 3], [2, 2], [3, 4], [4], [4], [4], [2, 4], [4], [4], [3, 2], [2], [2], [2], [2, 2], [2], [2]];
    return checkGradient((x, h, ...owned) => layerNormGru(given(...owned), x, h, { eps: 0.1 }), shapes);
  });
});

describe("the layer-normalized LSTM", () => {
  test("gives the state and cell of an independent computation in double precision, twice", async () => {
    const fed = (values: number[]) => Float32Array.from(values);
    const weights = {
      W: fed([0.1, 0.2, 0.3, 0.4, 0.3, 0, 0.15, 0.2, 0.5, -0.1, 0.2, 0.3, 0.1, 0.15, 0.2, 0.25]),
      U: fed([0.3, -0.2, 0.1, 0.5, -0.5, -0.1, 0.2, -0.3, 0.2, 0.4, -0.3, 0.1, -0.1, 0.3, -0.4, -0.2]),
      b: fed([0.1, -0.2, 0.3, 0, 0.05, 0.15, -0.1, 0.2]),
    };
    const at = new Scope();
    const x = input("x", [1, 2]);
    const first = layerNormLstm(at, x, { state: input("h", [1, 2]), cell: input("c", [1, 2]) });
    const second = layerNormLstm(at, x, first);
    const outputs = { h1: first.state, c1: first.cell, h2: second.state, c2: second.cell };
    const feeds = { x: fed([1, -0.5]), h: fed([0.2, -0.1]), c: fed([0.3, -0.6]) };
    const out = await values(outputs, { ...initialize(at, 1), ...weights }, feeds);
    expect(out.h1).toBeCloseToTensor([0.325527, -0.106819], { absolute: 2e-6, relative: 0 });
    expect(out.c1).toBeCloseToTensor([0.4069834, -0.7605812], { absolute: 2e-6, relative: 0 });
    expect(out.h2).toBeCloseToTensor([0.3036036, -0.1185212], { absolute: 3e-6, relative: 0 });
    expect(out.c2).toBeCloseToTensor([0.4755081, -0.9728117], { absolute: 3e-6, relative: 0 });
  });
});
