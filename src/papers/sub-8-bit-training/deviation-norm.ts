/**
 * Normalization by the mean absolute value in place of the root mean square.
 *
 *   c = x - mean(x)      s = mean |c|      y = gain c / (s + eps) + bias
 *
 *   dx = (g - mean(g) - (k - mean(k)) mean(g y)) / s,      k = sign(c), g the gradient of c / s: what automatic differentiation gives
 *
 * In few bits, x becomes codes with one scale, the mean is rounded to a code, s is a sum of whole numbers, and y becomes codes again.
 * The twin by root mean square has the same steps, with squares and a square root.
 */
import { detach, filled, ones, straightThrough, zeros, type Scope, type Tensor } from "#engine";
import { fakeQuantized, perTensor } from "#lab/nn/low-precision/codes";

export interface DeviationNorm {
  /** Default: "mean absolute". */
  readonly by?: "mean absolute" | "root mean square";
  /** Of x and of y before gain and bias. Default: floats. */
  readonly bits?: number;
  /** Initial gain. Default 1; sqrt(2 / pi) makes normal inputs as large as the root mean square does. */
  readonly gain?: number;
  readonly eps?: number;
}

/** The mean absolute value of a normal variable, as a share of its standard deviation. */
export const normalShare = Math.sqrt(2 / Math.PI);

const quantized = (x: Tensor, bits: number | undefined) => (bits === undefined ? x : fakeQuantized(x, bits));

/** The mean, as one of x's codes where there are any. */
function center(mean: Tensor, x: Tensor, bits: number | undefined): Tensor {
  if (bits === undefined) return mean;
  const scale = detach(perTensor(x, bits).scale);
  return straightThrough(mean.div(scale).round().mul(scale), mean);
}

const deviation = (centered: Tensor, axes: readonly number[], { by = "mean absolute" }: DeviationNorm): Tensor =>
  // The floor keeps the slope of the root finite where nothing varies.
  by === "mean absolute" ? centered.abs().mean(axes) : centered.square().mean(axes).add(1e-12).sqrt();

/** c / (s + eps) over some axes, and the statistics behind it. */
export function normalized(x: Tensor, axes: readonly number[], norm: DeviationNorm) {
  const { bits, eps = 1e-5 } = norm;
  const rounded = quantized(x, bits);
  const mean = center(rounded.mean(axes), x, bits);
  const centered = rounded.sub(mean);
  const spread = deviation(centered, axes, norm);
  return { y: quantized(centered.div(spread.add(eps)), bits), mean, spread };
}

/** Over the last axis. [..., d] -> [..., d]. */
export function deviationLayerNorm(at: Scope, x: Tensor, norm: DeviationNorm = {}): Tensor {
  const width = [x.shape.at(-1)!];
  return normalized(x, [x.rank - 1], norm)
    .y.mul(at.parameter("gain", width, filled(norm.gain ?? 1)))
    .add(at.parameter("bias", width, zeros));
}

/** Over all axes but the second, [n, c, ...space] -> the same; running statistics follow by a tenth a step and are what inference takes. */
export function deviationBatchNorm(at: Scope, x: Tensor, norm: DeviationNorm = {}): Tensor {
  const { bits, eps = 1e-5 } = norm;
  const channels = x.shape[1];
  const shape = x.shape.map((_, axis) => (axis === 1 ? channels : 1));
  const gain = at.parameter("gain", [channels], filled(norm.gain ?? 1)).reshape(...shape);
  const bias = at.parameter("bias", [channels], zeros).reshape(...shape);
  const mean = at.state("running mean", [channels], zeros);
  const spread = at.state("running spread", [channels], ones);
  if (at.mode === "inference") {
    const centered = quantized(x, bits).sub(center(mean.value.reshape(...shape), x, bits));
    return quantized(centered.div(spread.value.reshape(...shape).add(eps)), bits)
      .mul(gain)
      .add(bias);
  }
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const batch = normalized(x, axes, norm);
  const follow = (running: Tensor, now: Tensor) => running.add(detach(now).reshape(channels).sub(running).mul(0.1));
  mean.update(follow(mean.value, batch.mean));
  spread.update(follow(spread.value, batch.spread));
  return batch.y.mul(gain).add(bias);
}
