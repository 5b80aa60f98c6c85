/** Reads and writes safetensors files: an eight-byte header length, a JSON header, then the raw bytes of the tensors. */
import { bytesPerElement, sizeOf, type DType, type Shape } from "./shape.ts";
import { bytesOf, typedArray, type TypedArray } from "./values.ts";

export interface NamedTensor {
  readonly data: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

const codes: Record<DType, string> = {
  float64: "F64",
  float32: "F32",
  int64: "I64",
  int32: "I32",
  int8: "I8",
  uint8: "U8",
  bool: "BOOL",
};
const dtypes = new Map(Object.entries(codes).map(([dtype, code]) => [code, dtype as DType]));

/** Headers above this size are refused by the reference implementation too. */
const longestHeader = 100_000_000;

/** The bytes of a safetensors file. Equal tensors in equal order give equal bytes. */
export function saveSafetensors(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { data, shape, dtype }] of Object.entries(tensors)) {
    if (data.length !== sizeOf(shape))
      throw new RangeError(`safetensors: "${name}" has ${data.length} values for [${shape}]`);
    header[name] = { dtype: codes[dtype], shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = JSON.stringify(header);
  const encoded = new TextEncoder().encode(json);
  // Padded with spaces to eight bytes, so that the tensors can be read in place.
  const length = Math.ceil(encoded.length / 8) * 8;
  const file = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(encoded, 8);
  let at = 8 + length;
  for (const { data } of Object.values(tensors)) {
    file.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return file;
}

export interface Safetensors {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const bad = (offset: number, why: string): Error => new Error(`safetensors: ${why} (at byte ${offset})`);

/** The tensors (copies) and metadata of a file. A truncated or foreign file is refused with the offset. */
export function loadSafetensors(file: Uint8Array): Safetensors {
  if (file.length < 8) throw bad(file.length, "the file ends before the header length");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > longestHeader) throw bad(0, `a header of ${length} bytes is no safetensors header`);
  const start = 8 + length;
  if (start > file.length) throw bad(file.length, `the file ends inside the header of ${length} bytes`);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.subarray(8, start));
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, entry] of Object.entries(entries)) tensors[name] = readTensor(file, start, name, entry);
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // Falls through to the one message about headers.
  }
  throw bad(8, "the header is no JSON object");
}

function readTensor(file: Uint8Array, start: number, name: string, entry: unknown): NamedTensor {
  const { dtype: code, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const dtype = dtypes.get(String(code));
  if (!dtype) throw bad(8, `"${name}" has dtype ${String(code)}, known are ${[...dtypes.keys()].join(", ")}`);
  if (!isNaturals(shape) || !isNaturals(offsets) || offsets.length !== 2)
    throw bad(8, `"${name}" lacks a shape or offsets`);
  const [from, to] = offsets;
  const size = sizeOf(shape);
  if (to - from !== size * bytesPerElement[dtype])
    throw bad(
      start + from,
      `"${name}" has ${to - from} bytes, ${dtype}[${shape}] needs ${size * bytesPerElement[dtype]}`,
    );
  if (start + to > file.length) throw bad(file.length, `the file ends inside "${name}"`);
  const data = typedArray(dtype, size);
  bytesOf(data).set(file.subarray(start + from, start + to));
  return { data, shape, dtype };
}

const isNaturals = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
