import { describe, expect, test } from "vitest";
import onnxProto from "onnx-proto";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { compile, constant, initialize, input, layerNorm, linear, ones, open, Scope, zeros } from "./index.ts";

function model() {
  const scope = new Scope({ mode: "inference" });
  const x = input("features", [2, 3]);
  const scores = linear(scope.scope("head"), layerNorm(scope.scope("norm"), x), 4);
  return { scope, program: compile({ outputs: { scores, best: scores.argmax(1) }, name: "classifier" }) };
}

describe("a compiled program", () => {
  test("knows its inputs, outputs and parameters", () => {
    const { program } = model();
    expect(program.inputs).toEqual([{ name: "features", shape: [2, 3], dtype: "float32" }]);
    expect(program.outputs.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ["scores", [2, 4], "float32"],
      ["best", [2, 1], "int32"],
    ]);
    expect(program.parameters.map(({ name }) => name).sort()).toEqual([
      "head/bias",
      "head/weight",
      "norm/bias",
      "norm/gain",
    ]);
  });

  test("opens in plain onnxruntime without any code of ours", async () => {
    const { scope, program } = model();
    const parameters = initialize(scope, 1);
    const file = program.toOnnx({ parameters, doc: "scores of four classes" });
    const plain = await InferenceSession.create(file);
    expect([...plain.inputNames]).toEqual(["features"]);
    expect([...plain.outputNames]).toEqual(["scores", "best"]);
    const features = Float32Array.of(1, 2, 3, 6, 5, 1);
    const theirs = await plain.run({ features: new OrtTensor("float32", features, [2, 3]) });
    const session = await open(program, { parameters });
    const ours = await session.run({ features });
    expect(ours.scores.data).toEqual(theirs.scores.data);
    await session.release();
  });

  test("carries names, shapes, producer, opset and a doc string", () => {
    const { scope, program } = model();
    const decoded = onnxProto.onnx.ModelProto.decode(
      program.toOnnx({ parameters: initialize(scope, 1), doc: "four classes" }),
    );
    expect(decoded.producerName).toBe("papertape");
    expect(decoded.docString).toBe("four classes");
    expect(decoded.opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([["", 21]]);
    expect(decoded.graph!.name).toBe("classifier");
    expect(decoded.graph!.initializer!.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["head/weight", "norm/gain"]),
    );
    const [first] = decoded.graph!.input!;
    expect(first.type!.tensorType!.shape!.dim!.map(({ dimValue }) => Number(dimValue))).toEqual([2, 3]);
    expect(decoded.graph!.node!.map(({ opType }) => opType)).toContain("LayerNormalization");
  });

  test("is the same bytes every time", () => expect(model().program.toOnnx()).toEqual(model().program.toOnnx()));

  test("gives an output twice under two names, and inputs and constants as outputs", async () => {
    const x = input("x", [2]);
    const y = x.exp();
    const session = await open(compile({ outputs: { a: y, b: y, same: x, fixed: constant([1, 2]) } }));
    const { a, b, same, fixed } = await session.run({ x: Float32Array.of(0, 1) });
    expect(a.data).toEqual(b.data);
    expect([...same.data, ...fixed.data]).toEqual([0, 1, 1, 2]);
    await session.release();
  });

  test("may declare an input that nothing needs", () => {
    const x = input("x", [2]);
    const program = compile({ inputs: [input("spare", [1]), x], outputs: { y: x.exp() } });
    expect(program.inputs.map(({ name }) => name)).toEqual(["spare", "x"]);
  });

  test("holds negative numbers, long ints and special floats", async () => {
    const values = [-1, -0, 3.5, Infinity, -Infinity, Number.NaN];
    const session = await open(
      compile({
        outputs: {
          f: constant(values),
          i: constant([-(2 ** 31), 2 ** 31 - 1], { dtype: "int32" }),
          l: constant([-5, 2 ** 40], { dtype: "int64" }),
        },
      }),
    );
    const { f, i, l } = await session.run();
    expect([...f.data]).toEqual(values);
    expect([...i.data]).toEqual([-(2 ** 31), 2 ** 31 - 1]);
    expect([...l.data]).toEqual([-5n, 2n ** 40n]);
    await session.release();
  });
});

describe("a program that cannot be is refused", () => {
  const x = input("x", [2]);
  test("one name for two things", () =>
    expect(() => compile({ outputs: { y: x.sum().add(input("x", [3]).sum()) } })).toThrow(
      '"x" is both input float32[2] and input float32[3]',
    ));
  test("parameters of two scopes under one name", () => {
    const parameter = () => new Scope().parameter("w", [2], ones);
    expect(() => compile({ outputs: { y: parameter().add(parameter()) } })).toThrow('"w" comes from two scopes');
  });
  test("an output called like an input", () =>
    expect(() => compile({ outputs: { x: x.exp() } })).toThrow('"x" names an input and an output'));
  test("no outputs", () => expect(() => compile({ outputs: {} })).toThrow("a program needs an output"));
  test("values for an unknown parameter, or of the wrong size", () => {
    const program = compile({ outputs: { y: new Scope().parameter("w", [2], zeros).exp() } });
    expect(() => program.toOnnx({ parameters: { v: Float32Array.of(1) } })).toThrow('has no parameter "v"');
    expect(() => program.toOnnx({ parameters: { w: Float32Array.of(1) } })).toThrow(
      'feed "w": needs 2 values for float32[2], got Float32Array of 1',
    );
  });
});
