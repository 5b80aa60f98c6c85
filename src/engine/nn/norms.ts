/** Normalization layers. Each takes the scope that names its gain, bias and running statistics. */
import { filled, ones, zeros, type Initializer } from "../initializers.ts";
import { detach } from "../ops/special.ts";
import { layerNormalization } from "../ops/normal.ts";
import type { Scope } from "../scope.ts";
import { show, sizeOf, toAxis } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Layer normalization over the last axis. x: [..., d] -> [..., d]. Ba, Kiros & Hinton 2016, eq. 4. */
export function layerNorm(at: Scope, x: Tensor, { eps = 1e-5 } = {}): Tensor {
  const width = [x.shape.at(-1)!];
  return layerNormalization(x, {
    gain: at.parameter("gain", width, ones),
    bias: at.parameter("bias", width, zeros),
    eps,
  }).output;
}

/** x / sqrt(mean(x^2) + eps) over the last axis: no parameters. [..., d] -> [..., d]. */
export const rmsScale = (x: Tensor, { eps = 1e-6 } = {}): Tensor => x.mul(x.square().mean(-1).add(eps).rsqrt());

/** x / sqrt(mean(x^2) + eps) * gain over the last axis, the gain starting at one number. Zhang & Sennrich 2019, eq. 4. */
export const rmsNorm = (at: Scope, x: Tensor, { eps = 1e-6, gain = 1 } = {}): Tensor =>
  rmsScale(x, { eps }).mul(at.parameter("gain", [x.shape.at(-1)!], filled(gain)));

/** Gain and bias per channel, shaped to broadcast over [n, c, ...space]. */
function perChannel(at: Scope, x: Tensor): { gain: Tensor; bias: Tensor } {
  const channels = x.shape[1];
  const shape = [channels, ...x.shape.slice(2).map(() => 1)];
  return {
    gain: at.parameter("gain", [channels], ones).reshape(...shape),
    bias: at.parameter("bias", [channels], zeros).reshape(...shape),
  };
}

export interface BatchNormOptions {
  /** Of the channels. Default 1. */
  readonly axis?: number;
  readonly eps?: number;
  /** Weight of a new batch in the running statistics. Default 0.1. */
  readonly momentum?: number;
  /** Default: ones. */
  readonly gain?: Initializer;
  /** Gain and bias are fed and never updated; the statistics go on. Default: they are trained. */
  readonly frozen?: boolean;
}

/**
 * Batch normalization over all axes but the channels'. Ioffe & Szegedy 2015, algorithm 1.
 * x: [n, c, ...space], or channels on the given `axis` (-1 for tokens [..., d]) -> the same shape.
 *
 * Training: the batch's own (biased) statistics, while running ones follow as running + momentum * (batch - running),
 * the variance unbiased, as in PyTorch. Inference: the running ones.
 */
export function batchNorm(at: Scope, x: Tensor, options: BatchNormOptions = {}): Tensor {
  const { axis = 1, eps = 1e-5, momentum = 0.1, gain: firstGain = ones, frozen = false } = options;
  const along = toAxis("batchNorm", axis, x.rank);
  const channels = x.shape[along];
  const shape = x.shape.map((length, i) => (i === along ? length : 1));
  const gain = at.parameter("gain", [channels], firstGain, { frozen }).reshape(...shape);
  const bias = at.parameter("bias", [channels], zeros, { frozen }).reshape(...shape);
  const runningMean = at.state("running mean", [channels], zeros);
  const runningVariance = at.state("running variance", [channels], ones);
  const affine = (mean: Tensor, variance: Tensor) => x.sub(mean).mul(variance.add(eps).rsqrt().mul(gain)).add(bias);
  if (at.mode === "inference")
    return affine(runningMean.value.reshape(...shape), runningVariance.value.reshape(...shape));

  const axes = x.shape.flatMap((_, i) => (i === along ? [] : [i]));
  const mean = x.mean(axes);
  const variance = x.variance(axes);
  const count = x.size / channels;
  const follow = (running: Tensor, batch: Tensor) =>
    running.add(detach(batch).reshape(channels).sub(running).mul(momentum));
  runningMean.update(follow(runningMean.value, mean));
  runningVariance.update(follow(runningVariance.value, variance.mul(count / Math.max(1, count - 1))));
  return affine(mean, variance);
}

/** Normalizes groups of channels of each example. x: [n, c, ...space]. Wu & He 2018, eq. 7. */
export function groupNorm(at: Scope, x: Tensor, groups: number, { eps = 1e-5 } = {}): Tensor {
  const [n, channels, ...space] = x.shape;
  if (channels % groups !== 0)
    throw new RangeError(`groupNorm: ${channels} channels of ${show(x.shape)} do not divide into ${groups} groups`);
  const rows = x.reshape(n, groups, (channels / groups) * sizeOf(space));
  const { gain, bias } = perChannel(at, x);
  return layerNormalization(rows, { eps })
    .output.reshape(...x.shape)
    .mul(gain)
    .add(bias);
}

/** Normalizes each channel of each example. x: [n, c, ...space]. Ulyanov et al. 2016. */
export const instanceNorm = (at: Scope, x: Tensor, options: { eps?: number } = {}): Tensor =>
  groupNorm(at, x, x.shape[1], options);
