/** Collects the ONNX nodes and initializers that the ops' rows builder. */
import type { Target } from "../ops/definition.ts";
import type { DType, Shape } from "../shape.ts";
import { numbers, toTyped, typedArray, type TypedArray } from "../values.ts";
import type { OnnxAttribute, OnnxNode, OnnxTensor } from "./encode.ts";

export type EmitAttributes = Readonly<Record<string, OnnxAttribute>>;

/** Longest initializer that is looked for among those that exist. */
const longestShared = 64;

export class OnnxBuilder {
  readonly target: Target;
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, OnnxTensor>();
  readonly domains = new Set<string>([""]);
  private readonly shared = new Map<string, string>();
  private names = 0;

  constructor(target: Target) {
    this.target = target;
  }

  /** A name no user can have chosen by accident. */
  private fresh(): string {
    return `%${++this.names}`;
  }

  /** Emits a node with one output and returns its name. An empty input name leaves an optional input out. */
  add(op: string, inputs: readonly string[], attributes?: EmitAttributes, domain?: string): string {
    return this.addAll(op, inputs, attributes, 1, domain)[0];
  }

  /** Emits a node with several outputs. */
  addAll(op: string, inputs: readonly string[], attributes: EmitAttributes = {}, count = 1, domain = ""): string[] {
    const outputs = Array.from({ length: count }, () => this.fresh());
    this.domains.add(domain);
    this.nodes.push({ op, domain, name: `${op}${this.nodes.length}`, inputs, outputs, attributes });
    return outputs;
  }

  /** A constant tensor; small equal ones are stored once. */
  tensor(data: TypedArray, shape: Shape, dtype: DType): string {
    const key = data.length <= longestShared ? `${dtype}[${shape.join()}]${numbers(data).map(spell).join()}` : null;
    const known = key === null ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const name = this.fresh();
    this.initializers.set(name, { data, shape, dtype });
    if (key !== null) this.shared.set(key, name);
    return name;
  }

  /** Axes, shapes and other lists that ONNX wants as int64. */
  ints(values: readonly number[]): string {
    return this.tensor(toTyped("int64", values), [values.length], "int64");
  }

  scalarInt(value: number): string {
    return this.tensor(typedArray("int64", 1, value), [], "int64");
  }

  scalar(value: number, dtype: DType): string {
    return this.tensor(typedArray(dtype, 1, value), [], dtype);
  }
}

/** -0 and 0 print alike, but are not the same constant. */
const spell = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

export const float = (value: number): OnnxAttribute => ({ float: value });
