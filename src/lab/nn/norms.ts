/** The norms that papers compare with: one door to the engine's and to those that only comparisons need. */
import { batchNorm as channelBatchNorm, filled, ones, zeros, type Scope, type Tensor } from "#engine";

export { layerNorm, rmsNorm, rmsScale } from "#engine";

/** Layer normalization in plain arithmetic, as a program without the runtime's own operator would run it. [..., d] -> [..., d]. */
export function decomposedLayerNorm(at: Scope, x: Tensor, { eps = 1e-5 } = {}): Tensor {
  const d = x.shape.at(-1)!;
  const centred = x.sub(x.mean(-1));
  const normal = centred.div(centred.square().mean(-1).add(eps).sqrt());
  return normal.mul(at.parameter("gain", [d], ones)).add(at.parameter("bias", [d], zeros));
}

/** No normalization. */
export const noNorm = (_at: Scope, x: Tensor): Tensor => x;

/** tanh(a x) * gain + bias with one learned a, in place of a norm: no statistics at all. Zhu et al. 2025 (DyT). [..., d] -> [..., d]. */
export function dynamicTanh(at: Scope, x: Tensor, { alpha = 0.5 } = {}): Tensor {
  const d = x.shape.at(-1)!;
  return x
    .mul(at.parameter("alpha", [1], filled(alpha)))
    .tanh()
    .mul(at.parameter("gain", [d], ones))
    .add(at.parameter("bias", [d], zeros));
}

/** Batch normalization of each channel over all other axes, for tokens. [..., d] -> [..., d]. */
export const batchNorm = (at: Scope, x: Tensor, options: { eps?: number; momentum?: number } = {}): Tensor =>
  channelBatchNorm(at, x, { ...options, axis: -1 });
