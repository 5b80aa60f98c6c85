/** Programs: a graph with named inputs and outputs, ready to become ONNX. */
import { topologicalOrder, type Node } from "./node.ts";
import { encode, type OnnxModel, type OnnxValue } from "./onnx/encode.ts";
import { lower } from "./onnx/lower.ts";
import { withSymbols } from "./onnx/symbolic.ts";
import type { Target } from "./ops/definition.ts";
import type { Parameters } from "./scope.ts";
import { showType, sizeOf, type DType, type Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { holds, type TypedArray } from "./values.ts";

/** Where a program runs. `cpu` is onnxruntime-node (in a browser: `wasm`). */
export type Device = "cpu" | "wasm" | "webgpu";

export interface ValueSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface CompileOptions {
  /** Fixes the order of the inputs, and admits ones that no output needs. Default: as the outputs meet them. */
  readonly inputs?: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly name?: string;
}

export interface OnnxOptions {
  /** Values that become part of the model; the others stay inputs, under their full names. */
  readonly parameters?: Parameters;
  /** Default "cpu". A model for "webgpu" uses only ops that ONNX Runtime's WebGPU provider has; it runs everywhere. */
  readonly target?: Device;
  readonly doc?: string;
}

export const targetOf = (device: Device): Target => (device === "webgpu" ? "webgpu" : "cpu");

export class Program {
  readonly name: string;
  /** Fed at every run (noise included). */
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  /** Parameters and states, under their full names: fed, or part of the model. */
  readonly parameters: readonly ValueSpec[];
  /** The tensors behind the outputs. */
  readonly tensors: Readonly<Record<string, Tensor>>;

  constructor({ inputs = [], outputs, name = "program" }: CompileOptions) {
    this.name = name;
    this.tensors = outputs;
    this.outputs = Object.entries(outputs).map(([output, { shape, dtype }]) => ({ name: output, shape, dtype }));
    if (this.outputs.length === 0) throw new Error("compile: a program needs an output");
    const leaves = leavesOf([...inputs, ...Object.values(outputs)]);
    const isFed = ({ kind }: Node<"input">["attributes"]) => kind === "input" || kind === "noise";
    const spec = ({ name, shape, dtype }: Node<"input">["attributes"]): ValueSpec => ({ name, shape, dtype });
    this.inputs = leaves.filter(isFed).map(spec);
    this.parameters = leaves.filter((leaf) => !isFed(leaf)).map(spec);
    for (const leaf of leaves)
      if (leaf.name in outputs)
        throw new Error(`compile: "${leaf.name}" names an input and an output; rename the output`);
  }

  /**
   * The program as the bytes of an `.onnx` file (opset 21). It opens in any ONNX runtime.
   * Throws when a parameter is unknown or has another size.
   */
  toOnnx(options: OnnxOptions = {}): Uint8Array {
    return encode(this.lower(options));
  }

  /** As `toOnnx`, before it becomes bytes. */
  lower({ parameters = {}, target = "cpu", doc }: OnnxOptions = {}): OnnxModel {
    const embedded = new Map<string, TypedArray>();
    for (const [name, values] of Object.entries(parameters)) {
      const spec = this.parameters.find((known) => known.name === name);
      if (!spec) throw new Error(`toOnnx: program ${this.name} has no parameter "${name}"`);
      embedded.set(name, checkFeed(spec, values));
    }
    const inputs: OnnxValue[] = [...this.inputs, ...this.parameters];
    return lower(this.tensors, { target: targetOf(target), name: this.name, doc, embedded, inputs });
  }
}

function leavesOf(tensors: readonly Tensor[]): Node<"input">["attributes"][] {
  const leaves = new Map<string, Node<"input">["attributes"]>();
  for (const node of topologicalOrder(tensors)) {
    if (node.op !== "input") continue;
    const leaf = (node as Node<"input">).attributes;
    const known = leaves.get(leaf.name);
    if (known && known !== leaf)
      throw new Error(
        known.owner === leaf.owner
          ? `compile: "${leaf.name}" is both ${known.kind} ${showType(known)} and ${leaf.kind} ${showType(leaf)}`
          : `compile: "${leaf.name}" comes from two scopes; name one of them apart`,
      );
    leaves.set(leaf.name, leaf);
  }
  return [...leaves.values()];
}

/** Throws, in the user's terms, when the values do not fit what the program wants under that name. */
export function checkFeed(spec: ValueSpec, values: unknown): TypedArray {
  const size = sizeOf(spec.shape);
  if (holds(spec.dtype, values) && values.length === size) return values;
  const got = ArrayBuffer.isView(values)
    ? `${values.constructor.name} of ${(values as TypedArray).length}`
    : values === undefined
      ? "nothing"
      : typeof values;
  throw new TypeError(`feed "${spec.name}": needs ${size} values for ${showType(spec)}, got ${got}`);
}

/**
 * One model for any value of some sizes, as the bytes of an `.onnx` file whose dimensions have their names: `{ batch: [5, 7] }` builds it with
 * a batch of 5 and one of 7. Sizes that nothing else in the graph has are best.
 * @throws Error naming the op that depends on a size.
 */
export function toDynamicOnnx<Size extends string>(
  sizes: Readonly<Record<Size, readonly [number, number]>>,
  build: (sizes: Readonly<Record<Size, number>>) => Program,
  options: OnnxOptions = {},
): Uint8Array {
  const all = Object.entries(sizes) as [Size, readonly [number, number]][];
  const first = Object.fromEntries(all.map(([symbol, [size]]) => [symbol, size])) as Record<Size, number>;
  const variants = all.map(([symbol, [, size]]) => ({
    symbol,
    size,
    model: build({ ...first, [symbol]: size }).lower(options),
  }));
  return encode(withSymbols(build(first).lower(options), variants));
}

/** A program from named outputs. What they do not need is left out. */
export const compile = (options: CompileOptions): Program => new Program(options);
