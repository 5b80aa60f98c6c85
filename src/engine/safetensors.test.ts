import { describe, expect, test } from "vitest";
import { loadSafetensors, saveSafetensors } from "./safetensors.ts";

const tensors = {
  weight: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3], dtype: "float32" as const },
  count: { data: BigInt64Array.of(7n), shape: [], dtype: "int64" as const },
  flags: { data: Uint8Array.of(1, 0, 1), shape: [3], dtype: "bool" as const },
};
const file = saveSafetensors(tensors, { producer: "test" });

describe("a safetensors file", () => {
  test("gives back what was saved", () => {
    const loaded = loadSafetensors(file);
    expect(loaded.tensors).toEqual(tensors);
    expect(loaded.metadata).toEqual({ producer: "test" });
  });

  test("is laid out as the format says: length, JSON padded to eight bytes, data", () => {
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    expect(header.weight).toEqual({ dtype: "F32", shape: [2, 3], data_offsets: [0, 24] });
    expect(header.count).toEqual({ dtype: "I64", shape: [], data_offsets: [24, 32] });
    expect(file.length).toBe(8 + length + 35);
  });

  test("is read from any offset of a larger buffer", () => {
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(loadSafetensors(larger.subarray(3)).tensors).toEqual(tensors);
  });
});

describe("a bad file is refused with the offset", () => {
  const header = (json: string) => {
    const bytes = new Uint8Array(8 + json.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(new TextEncoder().encode(json), 8);
    return bytes;
  };
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(3), "the file ends before the header length (at byte 3)"],
    ["foreign", new TextEncoder().encode("\x89PNG\r\n\x1a\n and more"), "is no safetensors header (at byte 0)"],
    ["cut in the header", file.slice(0, 20), "the file ends inside the header"],
    ["cut in the data", file.slice(0, -1), `the file ends inside "flags" (at byte ${file.length - 1})`],
    ["no JSON", header("nonsense"), "the header is no JSON object (at byte 8)"],
    ["unknown dtype", header('{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}'), '"a" has dtype F8'],
    ["no shape", header('{"a":{"dtype":"F32"}}'), '"a" lacks a shape or offsets'],
    [
      "wrong size",
      header('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}'),
      '"a" has 4 bytes, float32[2] needs 8',
    ],
  ])("%s", (_, bytes, message) => expect(() => loadSafetensors(bytes)).toThrow(message));
});

test("values that do not fill their shape are not saved", () =>
  expect(() => saveSafetensors({ a: { data: Float32Array.of(1), shape: [2], dtype: "float32" } })).toThrow(
    '"a" has 1 values for [2]',
  ));
