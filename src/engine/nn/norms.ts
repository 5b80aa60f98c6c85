/** Normalization layers. Each takes the scope that names its gain, bias and running statistics. */
import { ones, zeros } from "../initializers.ts";
import { detach } from "../ops/special.ts";
import { layerNormalization } from "../ops/normal.ts";
import type { Scope } from "../scope.ts";
import { show, sizeOf } from "../shape.ts";
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

/** x / sqrt(mean(x^2) + eps) * gain over the last axis. Zhang & Sennrich 2019, eq. 4. */
export function rmsNorm(at: Scope, x: Tensor, { eps = 1e-6 } = {}): Tensor {
  const inverse = x.square().mean(-1).add(eps).rsqrt(); // [..., 1]
  return x.mul(inverse).mul(at.parameter("gain", [x.shape.at(-1)!], ones));
}

/** Gain and bias per channel, shaped to broadcast over [n, c, ...space]. */
function perChannel(at: Scope, x: Tensor): { gain: Tensor; bias: Tensor } {
  const channels = x.shape[1];
  const shape = [channels, ...x.shape.slice(2).map(() => 1)];
  return {
    gain: at.parameter("gain", [channels], ones).reshape(...shape),
    bias: at.parameter("bias", [channels], zeros).reshape(...shape),
  };
}

/**
 * Batch normalization over all axes but the channels'. x: [n, c, ...space]. Ioffe & Szegedy 2015, algorithm 1.
 *
 * Training uses the batch's statistics and moves the running ones by `momentum` (the weight of the new value; the
 * running variance is the unbiased one: torch's convention). Inference uses the running ones.
 */
export function batchNorm(at: Scope, x: Tensor, { eps = 1e-5, momentum = 0.1 } = {}): Tensor {
  const channels = x.shape[1];
  const shape = [1, channels, ...x.shape.slice(2).map(() => 1)];
  const { gain, bias } = perChannel(at, x);
  const runningMean = at.state("mean", [channels], zeros);
  const runningVariance = at.state("variance", [channels], ones);
  const scaled = (mean: Tensor, variance: Tensor) => x.sub(mean).mul(variance.add(eps).rsqrt().mul(gain)).add(bias);
  if (at.mode === "inference")
    return scaled(runningMean.value.reshape(...shape), runningVariance.value.reshape(...shape));

  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const mean = x.mean(axes);
  const variance = x.variance(axes);
  const count = x.size / channels;
  const moved = (old: Tensor, seen: Tensor) => old.mul(1 - momentum).add(detach(seen).reshape(channels).mul(momentum));
  runningMean.update(moved(runningMean.value, mean));
  runningVariance.update(moved(runningVariance.value, variance.mul(count / Math.max(1, count - 1))));
  return scaled(mean, variance);
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
