import { expect, test } from "vitest";
import { compile, input, inspectOnnx } from "../index.ts";

const x = input("x", [2, 3]);
const program = compile({ outputs: { y: x.exp().sum(1), ids: x.argmax(1) }, name: "small" });
const file = program.toOnnx({ doc: "Sums of exponentials." });

test("a file tells its producer, its doc string, and the names and shapes of what goes in and comes out", () => {
  expect(inspectOnnx(file)).toMatchObject({
    producer: "papertape",
    doc: "Sums of exponentials.",
    opset: 21,
    name: "small",
    inputs: [{ name: "x", dtype: "float32", shape: [2, 3] }],
    outputs: [
      { name: "y", dtype: "float32", shape: [2, 1] },
      { name: "ids", dtype: "int32", shape: [2, 1] },
    ],
  });
  expect(inspectOnnx(file).nodes).toBeGreaterThanOrEqual(4);
});

test("a file that is cut off anywhere is refused with an offset inside it", () => {
  for (let length = 0; length < file.length; length++) {
    let message = "";
    try {
      inspectOnnx(file.subarray(0, length));
    } catch (error) {
      message = (error as Error).message;
    }
    const at = /^onnx: .* \(at byte (\d+)\)$/.exec(message);
    expect(at, `cut at ${length}: ${message}`).not.toBeNull();
    expect(Number(at![1])).toBeLessThanOrEqual(length);
  }
});

test.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(), "the file ends without a graph"],
  ["text", new TextEncoder().encode("<html></html>"), "at byte 0"],
  ["an image", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "at byte"],
])("a foreign file is refused: %s", (_, bytes, message) => expect(() => inspectOnnx(bytes)).toThrow(message));
