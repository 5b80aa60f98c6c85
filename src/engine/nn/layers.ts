/** Layers that learn: linear maps, embeddings, dropout. Each takes the scope that names its parameters. */
import { kaimingUniform, normal, zeros, type Initializer } from "../initializers.ts";
import { conv2d, type ConvOptions } from "../ops/window.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";

export interface LinearOptions {
  readonly bias?: boolean;
  readonly init?: Initializer;
}

/** x W + b over the last axis. x: [..., d] -> [..., width]; parameters "weight" [d, width] and "bias" [width]. */
export function linear(
  at: Scope,
  x: Tensor,
  width: number,
  { bias = true, init = kaimingUniform }: LinearOptions = {},
): Tensor {
  const y = x.matmul(at.parameter("weight", [x.shape.at(-1)!, width], init));
  return bias ? y.add(at.parameter("bias", [width], zeros)) : y;
}

/** Rows of a learned table: ids int32 [...] -> [..., width]; parameter "table" [count, width]. */
export const embedding = (
  at: Scope,
  ids: Tensor,
  count: number,
  width: number,
  init: Initializer = normal(0.02),
): Tensor => at.parameter("table", [count, width], init).gather(ids);

/** Two-dimensional convolution with bias. x: [n, c, h, w]; parameters "kernels" [channels, c / groups, size, size] and "bias". */
export function convolution(
  at: Scope,
  x: Tensor,
  channels: number,
  size: number,
  { bias = true, init = kaimingUniform, ...options }: LinearOptions & ConvOptions = {},
): Tensor {
  const kernels = at.parameter("kernels", [channels, x.shape[1] / (options.groups ?? 1), size, size], init);
  const y = conv2d(x, kernels, options);
  return bias ? y.add(at.parameter("bias", [channels], zeros).reshape(channels, 1, 1)) : y;
}

/** In training each element is zero with probability `rate`, the others grow by 1 / (1 - rate). Srivastava et al. 2014. */
export function dropout(at: Scope, x: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: invalid rate ${rate} (0 <= rate < 1)`);
  if (at.mode === "inference" || rate === 0) return x;
  const kept = at.noise("dropout", x.shape).greaterEqual(rate).cast(x.dtype);
  return x.mul(kept.mul(1 / (1 - rate)));
}
