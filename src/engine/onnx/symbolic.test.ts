import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { compile, input, toDynamicOnnx } from "#engine";

const open = async (onnx: Uint8Array) => await ort.InferenceSession.create(onnx);
const shapes = (session: ort.InferenceSession) =>
  [...session.inputMetadata, ...session.outputMetadata].map((value) => value.isTensor && value.shape);

describe("a model whose work does not depend on a size", () => {
  test("takes any: the dimension has the size's name", async () => {
    const session = await open(
      toDynamicOnnx({ rows: [5, 7], columns: [3, 4] }, ({ rows, columns }) => {
        const x = input("x", [rows, columns]);
        return compile({ outputs: { y: x.sub(x.mean(-1)) } });
      }),
    );
    expect(shapes(session)).toEqual([
      ["rows", "columns"],
      ["rows", "columns"],
    ]);
    const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.of(1, 3), [1, 2]) });
    expect([...(y.data as Float32Array)]).toEqual([-1, 1]);
  });
  test("reshapes to what is left over where its shape would say the size", async () => {
    const session = await open(
      toDynamicOnnx({ batch: [5, 7] }, ({ batch }) =>
        compile({ outputs: { y: input("x", [batch, 6]).reshape(batch, 2, 3).mean(-1) } }),
      ),
    );
    const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6), [1, 6]) });
    expect([y.dims, ...(y.data as Float32Array)]).toEqual([[1, 2, 1], 2, 5]);
  });
});

describe("a model that depends on a size is refused, naming the op and the size", () => {
  test("as when the size is a factor", () => {
    const build = ({ batch }: { batch: number }) => compile({ outputs: { y: input("x", [batch, 2]).mul(batch) } });
    expect(() => toDynamicOnnx({ batch: [5, 7] }, build)).toThrow(/Mul needs to know batch; leave batch fixed/);
  });
  test("or when there is an op for each of so many", () => {
    const build = ({ layers }: { layers: number }) => {
      let y = input("x", [2]);
      for (let layer = 0; layer < layers; layer++) y = y.exp();
      return compile({ outputs: { y } });
    };
    expect(() => toDynamicOnnx({ layers: [2, 3] }, build)).toThrow(/leave layers fixed/);
  });
  test("or when a dimension is computed from it", () => {
    const build = ({ batch }: { batch: number }) =>
      compile({ outputs: { y: input("x", [batch, 2]).reshape(batch * 2) } });
    expect(() => toDynamicOnnx({ batch: [5, 7] }, build)).toThrow(/dimension 0 of y is computed from batch/);
  });
});
