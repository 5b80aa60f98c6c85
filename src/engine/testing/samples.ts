/** Turns the op tables' samples into tensors with feeds. */
import { input } from "../ops/leaf.ts";
import type { SampleInput } from "../ops/definition.ts";
import { random } from "../random.ts";
import { isFloat, sizeOf, type DType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { toTyped, type TypedArray } from "../values.ts";

export interface SampleFeeds {
  readonly tensors: readonly Tensor[];
  readonly feeds: Readonly<Record<string, TypedArray>>;
}

/** Inputs x0, x1, ... with values; floats take `dtype`. */
export function sampleTensors(
  inputs: readonly SampleInput[],
  dtype: "float32" | "float64" = "float32",
  seed = 1,
): SampleFeeds {
  const feeds: Record<string, TypedArray> = {};
  const tensors = inputs.map(({ shape, dtype: own = "float32", range = [-2, 2], values }, i) => {
    const name = `x${i}`;
    const type: DType = isFloat(own) ? dtype : own;
    const drawn =
      values ??
      Array.from(random(seed).stream(name).uniform(sizeOf(shape)), (u) => range[0] + u * (range[1] - range[0]));
    feeds[name] = toTyped(type, drawn);
    return input(name, shape, type);
  });
  return { tensors, feeds };
}
