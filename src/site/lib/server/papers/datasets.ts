/** Datasets as the browser fetches them: compressed once, then kept. */
import { datasetBytes } from "#dataset-bytes";
import { isDatasetName, type DatasetName } from "#lab/datasets/names";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import zlib from "node:zlib";

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

export type Encoding = "br" | "gzip" | "identity";

export interface EncodedDataset {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

const kept = new Map<string, Promise<EncodedDataset>>();

/** The bytes of a dataset in an encoding. Made on first use (about 0.3 s), a failure is not kept. */
export function encodedDataset(name: DatasetName, encoding: Encoding): Promise<EncodedDataset> {
  const key = `${name} ${encoding}`;
  const found = kept.get(key) ?? encode(name, encoding);
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  return found;
}

async function encode(name: DatasetName, encoding: Encoding): Promise<EncodedDataset> {
  const plain = await datasetBytes(name);
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const bytes =
    encoding === "br"
      ? await brotli(plain, { params: { [BROTLI_PARAM_QUALITY]: 6, [BROTLI_PARAM_SIZE_HINT]: plain.length } })
      : encoding === "gzip"
        ? await gzip(plain, { level: 6 })
        : plain;
  return { bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` };
}

/** What we send to a client that accepts these encodings. */
export function chooseEncoding(acceptEncoding: string | null): Encoding {
  const accepted = new Set(
    (acceptEncoding ?? "")
      .toLowerCase()
      .split(",")
      .map((part) => part.trim().split(/\s*;\s*/))
      .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ""))
      .map(([encoding]) => encoding),
  );
  return accepted.has("br") ? "br" : accepted.has("gzip") ? "gzip" : "identity";
}

/** What a first run fetches: the ONNX runtime and its datasets, in bytes on the wire. */
export async function downloadBytes(datasets: readonly string[]): Promise<number> {
  const sizes = datasets.filter(isDatasetName).map(async (name) => (await encodedDataset(name, "br")).bytes.length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, runtimeBytes);
}

/** onnxruntime-web's WebAssembly file as the build compresses it; a test holds this against the installed package. */
export const runtimeBytes = 2_770_000;
