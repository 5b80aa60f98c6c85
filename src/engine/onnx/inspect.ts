/** Reads what an .onnx file says about itself, without a runtime; a truncated or foreign file is refused with the offset. */
import type { DType, Shape } from "../shape.ts";
import { elementTypes } from "./encode.ts";

export interface OnnxInfo {
  readonly producer: string;
  readonly version: string;
  readonly doc: string;
  /** Version of the standard operators. */
  readonly opset: number;
  readonly name: string;
  readonly nodes: number;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

export interface OnnxPort {
  readonly name: string;
  /** Null where it is none of ours. */
  readonly dtype: DType | null;
  /** A length that is only known when the model runs is -1. */
  readonly shape: Shape;
}

const bad = (at: number, why: string): Error => new Error(`onnx: ${why} (at byte ${at})`);

/** One field of a protobuf message: a number, or the range of its bytes. */
interface Field {
  readonly number: number;
  readonly at: number;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

class Reader {
  private readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  private varint(from: number, end: number): { value: number; next: number } {
    let value = 0;
    for (let at = from; at < end; at++) {
      // Ten bytes hold 64 bits; what is read here as a number is small, and larger values are only stepped over.
      if (at - from > 9) throw bad(from, "a number of more than ten bytes");
      value += (this.bytes[at] & 0x7f) * 2 ** (7 * (at - from));
      if (this.bytes[at] < 0x80) return { value, next: at + 1 };
    }
    throw bad(end, "the file ends inside a number");
  }

  /** The fields between two offsets. */
  *fields(start: number, end: number): Generator<Field> {
    let at = start;
    while (at < end) {
      const tag = this.varint(at, end);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      if (number === 0 || ![0, 1, 2, 5].includes(wire)) throw bad(at, "no protobuf field");
      const head = wire === 0 || wire === 2 ? this.varint(tag.next, end) : { value: 0, next: tag.next };
      const length = wire === 0 ? 0 : wire === 1 ? 8 : wire === 5 ? 4 : head.value;
      if (head.next + length > end) throw bad(end, `the file ends inside field ${number}, which starts at byte ${at}`);
      yield { number, at, value: head.value, start: head.next, end: head.next + length };
      at = head.next + length;
    }
  }

  text({ start, end }: Field): string {
    return new TextDecoder().decode(this.bytes.subarray(start, end));
  }
}

const dtypes = new Map(Object.entries(elementTypes).map(([dtype, code]) => [code, dtype as DType]));

/** ValueInfoProto: name, and type.tensor_type with its element type and dimensions. */
function readPort(reader: Reader, port: Field): OnnxPort {
  let name = "";
  let dtype: DType | null = null;
  const shape: number[] = [];
  for (const field of reader.fields(port.start, port.end)) {
    if (field.number === 1) name = reader.text(field);
    if (field.number !== 2) continue;
    for (const type of reader.fields(field.start, field.end))
      for (const part of type.number === 1 ? reader.fields(type.start, type.end) : []) {
        if (part.number === 1) dtype = dtypes.get(part.value) ?? null;
        if (part.number !== 2) continue;
        for (const dimension of reader.fields(part.start, part.end)) {
          const length = [...reader.fields(dimension.start, dimension.end)].find(({ number }) => number === 1);
          shape.push(length ? length.value : -1);
        }
      }
  }
  return { name, dtype, shape };
}

/** What the file says about itself. Throws, with the offset, when it ends early or is no ONNX model. */
export function inspectOnnx(file: Uint8Array): OnnxInfo {
  const reader = new Reader(file);
  const texts: Record<number, string> = {};
  let [ir, opset, nodes, name] = [0, 0, 0, ""];
  let graph: Field | null = null;
  const inputs: OnnxPort[] = [];
  const outputs: OnnxPort[] = [];
  for (const field of reader.fields(0, file.length)) {
    if (field.number === 1) ir = field.value;
    if ([2, 3, 6].includes(field.number)) texts[field.number] = reader.text(field);
    if (field.number === 7) graph = field;
    if (field.number !== 8) continue;
    const parts = [...reader.fields(field.start, field.end)];
    const domain = parts.find(({ number }) => number === 1);
    if (!domain || reader.text(domain) === "") opset = parts.find(({ number }) => number === 2)?.value ?? 0;
  }
  if (graph === null || ir === 0)
    throw bad(file.length, "the file ends without a graph; it is no ONNX model, or cut off");
  for (const field of reader.fields(graph.start, graph.end)) {
    if (field.number === 1) nodes++;
    if (field.number === 2) name = reader.text(field);
    if (field.number === 11) inputs.push(readPort(reader, field));
    if (field.number === 12) outputs.push(readPort(reader, field));
  }
  if (opset === 0) throw bad(file.length, "the file ends without the version of its operators; it is cut off");
  return {
    producer: texts[2] ?? "",
    version: texts[3] ?? "",
    doc: texts[6] ?? "",
    opset,
    name,
    nodes,
    inputs,
    outputs,
  };
}
