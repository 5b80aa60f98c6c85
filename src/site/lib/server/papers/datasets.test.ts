import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import zlib from "node:zlib";
import { datasetBytes } from "#dataset-bytes";
import { describe, expect, test } from "vitest";
import { chooseEncoding, downloadBytes, encodedDataset, runtimeBytes } from "./datasets.ts";

describe("a dataset on the wire", () => {
  test("is the same bytes in every encoding", async () => {
    const plain = await datasetBytes("moby-dick");
    const [br, gzip] = [await encodedDataset("moby-dick", "br"), await encodedDataset("moby-dick", "gzip")];
    expect(zlib.brotliDecompressSync(br.bytes).equals(plain)).toBe(true);
    expect(zlib.gunzipSync(gzip.bytes).equals(plain)).toBe(true);
    expect(br.etag).not.toBe(gzip.etag);
  });
  test.each([
    ["gzip, deflate, br", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["identity", "identity"],
    [null, "identity"],
  ])("accepted as %s is sent as %s", (accept, encoding) => {
    expect(chooseEncoding(accept)).toBe(encoding);
  });
});

test("the announced download counts the runtime as it is really compressed, to within a tenth", async () => {
  const require = createRequire(import.meta.url);
  const wasm = await readFile(require.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));
  const bytes = zlib.brotliCompressSync(wasm, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 6 } }).length;
  expect(Math.abs(bytes / runtimeBytes - 1)).toBeLessThan(0.1);
  expect(await downloadBytes(["no such dataset"])).toBe(runtimeBytes);
});
