/** Norms that many papers compare with, beside those of `#engine/nn/norms`. */
import { filled, ones, zeros, type Scope, type Tensor } from "#engine";

/** Layer normalization in plain arithmetic, as a program without the runtime's own operator would run it. [..., d] -> [..., d]. */
export function decomposedLayerNorm(at: Scope, x: Tensor, { eps = 1e-5 } = {}): Tensor {
  const d = x.shape.at(-1)!;
  const centred = x.sub(x.mean(-1));
  const normal = centred.div(centred.square().mean(-1).add(eps).sqrt());
  return normal.mul(at.parameter("gain", [d], ones)).add(at.parameter("bias", [d], zeros));
}

/** No normalization. */
export const noNorm = (_at: Scope, x: Tensor): Tensor => x;

/** x / sqrt(mean(x^2) + eps), over the last axis: no parameters. [..., d] -> [..., d]. */
export const rmsScale = (x: Tensor, { eps = 1e-6 } = {}): Tensor => x.mul(x.square().mean(-1).add(eps).rsqrt());

/** x / sqrt(mean(x^2) + eps) * gain, the gain starting at one number. Zhang & Sennrich 2019. [..., d] -> [..., d]. */
export const rmsNorm = (at: Scope, x: Tensor, { eps = 1e-6, gain = 1 } = {}): Tensor =>
  rmsScale(x, { eps }).mul(at.parameter("gain", [x.shape.at(-1)!], filled(gain)));

/** tanh(a x) * gain + bias with one learned a, in place of a norm: no statistics at all. Zhu et al. 2025 (DyT). [..., d] -> [..., d]. */
export function dynamicTanh(at: Scope, x: Tensor, { alpha = 0.5 } = {}): Tensor {
  const d = x.shape.at(-1)!;
  return x
    .mul(at.parameter("alpha", [1], filled(alpha)))
    .tanh()
    .mul(at.parameter("gain", [d], ones))
    .add(at.parameter("bias", [d], zeros));
}

/**
 * Batch normalization of each channel over all other axes. Ioffe & Szegedy 2015. [..., d] -> [..., d].
 *
 * Training: y = (x - mean) / sqrt(variance + eps) * gain + bias with the batch's own (biased) statistics, while running
 * ones follow as running + momentum * (batch - running), the variance unbiased, as in PyTorch. Inference: the running ones.
 */
export function batchNorm(at: Scope, x: Tensor, { eps = 1e-5, momentum = 0.1 } = {}): Tensor {
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  const flat = x.reshape(rows, channels);
  const runningMean = at.state("running mean", [channels], zeros);
  const runningVariance = at.state("running variance", [channels], ones);
  const affine = (y: Tensor) =>
    y
      .mul(at.parameter("gain", [channels], ones))
      .add(at.parameter("bias", [channels], zeros))
      .reshape(...x.shape);
  if (at.mode === "inference") return affine(flat.sub(runningMean.value).div(runningVariance.value.add(eps).sqrt()));

  const mean = flat.mean(0); // [1, d]
  const centred = flat.sub(mean);
  const variance = centred.square().mean(0);
  const follow = (running: Tensor, now: Tensor) => running.add(now.reshape(channels).sub(running).mul(momentum));
  runningMean.update(follow(runningMean.value, mean));
  runningVariance.update(follow(runningVariance.value, variance.mul(rows / (rows - 1))));
  return affine(centred.div(variance.add(eps).sqrt()));
}
