/** Every exported model, in a runtime that knows nothing of papertape: it opens, takes any batch, and treats its rows alike. */
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { loadExport, paperBySlug, slugsWithExperiment } from "./registry.ts";

const exported = slugsWithExperiment.filter((slug) => paperBySlug(slug)!.notATensorProgram === undefined);

/** Some values for an input, whose first dimension stands for the batch where it has a name. */
function feed({ name, type, shape }: ort.InferenceSession.TensorValueMetadata, batch: number): ort.Tensor {
  const dims = shape.map((length) => (typeof length === "string" ? batch : length));
  const size = dims.reduce((product, length) => product * length, 1);
  // The same values for the first rows, however many there are.
  const values = random(1).stream(name).normal(size);
  if (type === "float32") return new ort.Tensor("float32", Float32Array.from(values), dims);
  if (type === "int32")
    return new ort.Tensor(
      "int32",
      Int32Array.from(values, (value) => Math.abs(value * 10)),
      dims,
    );
  throw new Error(`the test has no values of type ${type} for ${name}`);
}

describe.each(exported)("the model of %s", (slug) => {
  test("opens, says what it computes, and gives the same rows in a batch of 1, 3 and 20", async () => {
    const { onnx, description } = await (await loadExport(slug))!();
    expect(description).not.toBe("");
    const session = await ort.InferenceSession.create(onnx);
    const inputs = session.inputMetadata.filter((value) => value.isTensor);
    const named = inputs.flatMap(({ shape }) => shape.filter((length) => typeof length === "string"));
    expect(named.length, "no dimension is dynamic").toBeGreaterThan(0);
    const run = async (batch: number) => {
      const outputs = await session.run(Object.fromEntries(inputs.map((value) => [value.name, feed(value, batch)])));
      return Object.values(outputs).map(({ data, dims }) => ({ dims, data: Array.from(data as Float32Array) }));
    };
    const [one, three, twenty] = [await run(1), await run(3), await run(20)];
    await session.release();
    for (const [at, { dims, data }] of twenty.entries()) {
      expect(dims[0]).toBe(20);
      for (const few of [one[at], three[at]])
        for (const [index, value] of few.data.entries()) expect(value).toBeCloseTo(data[index], 4);
    }
  });
});
