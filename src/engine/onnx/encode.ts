/** Writes ONNX models as protobuf bytes. Field numbers are those of onnx.proto (IR version 10, opset 21). */
import type { DType, TensorType } from "../shape.ts";
import { bytesOf, type TypedArray } from "../values.ts";

export const irVersion = 10;
/** Newer opsets lose WebGPU kernels: ONNX Runtime registers many of them up to an end version only. */
export const opset = 21;

/** TensorProto.DataType. */
export const elementTypes: Record<DType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

export interface OnnxTensor extends TensorType {
  readonly data: TypedArray;
}

/** Whole numbers and lists of them are ints; a float says so. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number } | OnnxTensor;

export interface OnnxNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValue extends TensorType {
  readonly name: string;
  /** What the file says instead of `shape`: a name stands for any length. */
  readonly dimensions?: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly doc: string;
  readonly producer: string;
  readonly version: string;
  readonly domains: readonly string[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const utf8 = new TextEncoder();

/** A protobuf message under construction. Nested messages are kept as pieces, and copied once at the end. */
class Message {
  private readonly pieces: Uint8Array[] = [];
  private size = 0;

  private push(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.size += bytes.length;
  }

  private number(value: number): void {
    // Negative numbers are 64-bit two's complement, ten bytes long.
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest > 0n ? low | 0x80 : low);
    } while (rest > 0n);
    this.push(Uint8Array.from(bytes));
  }

  int(field: number, value: number): this {
    this.number(field * 8);
    this.number(value);
    return this;
  }

  float(field: number, value: number): this {
    this.number(field * 8 + 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.number(field * 8 + 2);
    this.number(value.length);
    this.push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  texts(field: number, values: readonly string[]): this {
    for (const value of values) this.text(field, value);
    return this;
  }

  ints(field: number, values: readonly number[]): this {
    for (const value of values) this.int(field, value);
    return this;
  }

  message(field: number, value: Message): this {
    this.number(field * 8 + 2);
    this.number(value.size);
    for (const piece of value.pieces) this.push(piece);
    return this;
  }

  messages(field: number, values: Iterable<Message>): this {
    for (const value of values) this.message(field, value);
    return this;
  }

  finish(): Uint8Array {
    const bytes = new Uint8Array(this.size);
    let at = 0;
    for (const piece of this.pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
}

function tensorProto({ data, shape, dtype }: OnnxTensor, name = ""): Message {
  return new Message().ints(1, shape).int(2, elementTypes[dtype]).text(8, name).bytes(9, bytesOf(data));
}

function attributeProto(name: string, value: OnnxAttribute): Message {
  const attribute = new Message().text(1, name);
  if (typeof value === "number") return attribute.int(3, value).int(20, 2);
  if (typeof value === "string") return attribute.text(4, value).int(20, 3);
  if (Array.isArray(value)) return attribute.ints(8, value as readonly number[]).int(20, 7);
  if ("float" in value) return attribute.float(2, value.float).int(20, 1);
  return attribute.message(5, tensorProto(value as OnnxTensor)).int(20, 4);
}

function nodeProto({ op, domain, name, inputs, outputs, attributes }: OnnxNode): Message {
  return new Message()
    .texts(1, inputs)
    .texts(2, outputs)
    .text(3, name)
    .text(4, op)
    .messages(
      5,
      Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
    )
    .text(7, domain);
}

const shapeProto = (dimensions: readonly (number | string)[]): Message =>
  new Message().messages(
    1,
    dimensions.map((length) =>
      typeof length === "string" ? new Message().text(2, length) : new Message().int(1, length),
    ),
  );

function valueProto({ name, shape, dtype, dimensions = shape }: OnnxValue): Message {
  const tensorType = new Message().int(1, elementTypes[dtype]).message(2, shapeProto(dimensions));
  return new Message().text(1, name).message(2, new Message().message(1, tensorType));
}

/** The bytes of an `.onnx` file. */
export function encode(model: OnnxModel): Uint8Array {
  const graph = new Message()
    .messages(1, model.nodes.map(nodeProto))
    .text(2, model.name)
    .messages(
      5,
      [...model.initializers].map(([name, tensor]) => tensorProto(tensor, name)),
    )
    .messages(11, model.inputs.map(valueProto))
    .messages(12, model.outputs.map(valueProto));
  const imports = model.domains.map((domain) => new Message().text(1, domain).int(2, domain === "" ? opset : 1));
  return new Message()
    .int(1, irVersion)
    .text(2, model.producer)
    .text(3, model.version)
    .text(6, model.doc)
    .message(7, graph)
    .messages(8, imports)
    .finish();
}
