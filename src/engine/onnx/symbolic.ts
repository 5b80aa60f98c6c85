/**
 * Models of any size. A graph has fixed shapes, so the same model is built at two sizes: where the two differ, the size is looked at.
 * In a dimension of an input or output it gets a name, in the target of a Reshape it becomes -1; anywhere else the model depends
 * on its size, and cannot have another.
 */
import { numbers } from "../values.ts";
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "./encode.ts";

/** A size's name, and the same model built with another value of it. */
export interface Variant {
  readonly symbol: string;
  readonly size: number;
  readonly model: OnnxModel;
}

/**
 * The model with named dimensions where the variants differ from it.
 * @throws Error naming the op whose work depends on a size.
 */
export function withSymbols(base: OnnxModel, variants: readonly Variant[]): OnnxModel {
  for (const { symbol, model } of variants) {
    const at = base.nodes.findIndex((node, index) => !isSame(node, model.nodes[index]));
    if (at >= 0 || base.nodes.length !== model.nodes.length)
      throw new Error(
        `${base.name}: ${base.nodes.at(at)!.op} is another one for another ${symbol}; leave ${symbol} fixed`,
      );
  }
  const symbolic = (values: readonly OnnxValue[], of: (model: OnnxModel) => readonly OnnxValue[]): OnnxValue[] =>
    values.map((value, index) => ({
      ...value,
      dimensions: value.shape.map((length, axis) => {
        const changed = variants.filter(({ model }) => of(model)[index].shape[axis] !== length);
        if (changed.length === 0) return length;
        const [{ symbol, size, model }] = changed;
        if (changed.length > 1 || of(model)[index].shape[axis] !== size)
          throw new Error(
            `${base.name}: dimension ${axis} of ${value.name} is computed from ${symbol}; leave it fixed`,
          );
        return symbol;
      }),
    }));
  return {
    ...base,
    initializers: new Map([...base.initializers].map(([name, tensor]) => [name, freed(base, variants, name, tensor)])),
    inputs: symbolic(base.inputs, ({ inputs }) => inputs),
    outputs: symbolic(base.outputs, ({ outputs }) => outputs),
  };
}

/** A constant that no size changes, or the target of Reshapes with -1 in the one place that a size changes. */
function freed(base: OnnxModel, variants: readonly Variant[], name: string, tensor: OnnxTensor): OnnxTensor {
  const places = new Set<number>();
  for (const { symbol, model } of variants) {
    const other = model.initializers.get(name)!;
    const [before, after] = [numbers(tensor.data), numbers(other.data)];
    const changed =
      after.length === before.length ? indicesWhere(before, (value, at) => !Object.is(value, after[at])) : [-1];
    if (changed.length === 0) continue;
    const users = base.nodes.filter(({ inputs }) => inputs.includes(name));
    const strange = users.find(({ op, inputs }) => op !== "Reshape" || inputs[1] !== name);
    for (const at of changed) places.add(at);
    if (strange || places.size > 1 || places.has(-1))
      throw new Error(`${base.name}: ${(strange ?? users[0]).op} needs to know ${symbol}; leave ${symbol} fixed`);
  }
  if (places.size === 0) return tensor;
  const data = tensor.data.slice() as BigInt64Array;
  for (const at of places) data[at] = -1n;
  return { ...tensor, data };
}

const indicesWhere = (values: readonly number[], test: (value: number, at: number) => boolean): number[] =>
  values.flatMap((value, at) => (test(value, at) ? [at] : []));

const isSame = (a: OnnxNode, b: OnnxNode | undefined): boolean =>
  JSON.stringify(a, tensors) === JSON.stringify(b, tensors);

/** Typed arrays as lists: bigints have no JSON of their own. */
const tensors = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? numbers(value as Float32Array) : value;
