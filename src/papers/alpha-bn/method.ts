/**
 * Batch normalization calibrated at test time, and Core, which adapts its gain and bias without labels.
 *
 *   mean = w mean_t + (1 - w) mean_s        variance = w variance_t + (1 - w) variance_s
 *   y = gain (x - mean) / sqrt(variance + eps) + bias
 *
 * s: stored in training; t: of this test batch at this layer, whose input earlier layers have calibrated already.
 * w = 0 is inference as usual, w = 1 normalization by the test batch alone. Nothing is stored and nothing learned.
 * The paper's coefficient is w or 1 - w: its text was not read.
 */
import { detach, ones, zeros, type Scope, type Tensor } from "#engine";

export interface Calibration {
  /** w: a scalar tensor that is fed, so that one program serves every weight, or a number. */
  readonly targetWeight: Tensor | number;
  /** Default "linear", as above. "mixture" is the variance of two populations mixed: it adds w (1 - w) (mean_t - mean_s)^2. */
  readonly variance?: "linear" | "mixture";
  /** What has statistics of its own: the whole batch (default), or every image of it, as if each were a batch of one. */
  readonly over?: "batch" | "image";
  /** Whether gradients flow through mean_t and variance_t, which depend on the activations. Default: they do. */
  readonly stopGradient?: boolean;
  readonly eps?: number;
}

/** x: [batch, channels, height, width] -> the same. Parameters and states have the names that the engine's batch norm gives them. */
export function calibratedBatchNorm(at: Scope, x: Tensor, calibration: Calibration): Tensor {
  const { targetWeight, variance = "linear", over = "batch", stopGradient = false, eps = 1e-5 } = calibration;
  const channels = x.shape[1];
  const perChannel = (tensor: Tensor) => tensor.reshape(1, channels, 1, 1);
  const storedMean = perChannel(at.state("running mean", [channels], zeros).value);
  const storedVariance = perChannel(at.state("running variance", [channels], ones).value);
  const gain = perChannel(at.parameter("gain", [channels], ones));
  const bias = perChannel(at.parameter("bias", [channels], zeros));

  const axes = over === "batch" ? [0, 2, 3] : [2, 3];
  const own = (statistic: Tensor) => (stopGradient ? detach(statistic) : statistic);
  const testMean = own(x.mean(axes));
  const testVariance = own(x.variance(axes)); // divided by n, not n - 1: what normalizes in training
  // s + w (t - s) is s itself at w = 0, bit by bit.
  const mix = (stored: Tensor, test: Tensor) => stored.add(test.sub(stored).mul(targetWeight));
  const mean = mix(storedMean, testMean);
  const within = mix(storedVariance, testVariance);
  const total = variance === "linear" ? within : within.add(betweenMeans(testMean.sub(storedMean), targetWeight));
  return x.sub(mean).mul(total.add(eps).rsqrt().mul(gain)).add(bias);
}

/** w (1 - w) distance^2. */
const betweenMeans = (distance: Tensor, w: Tensor | number): Tensor =>
  distance.square().mul(typeof w === "number" ? w * (1 - w) : w.sub(w.square()));

/** The weight that n test samples get beside a stored estimate worth N samples: n / (n + N). Schneider et al. 2020. */
export const weightOfSamples = (test: number, stored: number): number => test / (test + stored);

export interface CoreOptions {
  /** The logits are divided by it. Default 1. */
  readonly temperature?: number;
  /** Rows count by 1 + exp(-entropy), normalized to a mean of 1, as in minimum class confusion. Default: all alike. */
  readonly entropyWeights?: boolean;
}

/** Added to each entry of the correlation: a class that nobody is predicted to be has a row of zeros. */
const tiny = 1e-12;

/**
 * Core, as rebuilt from the abstract: how much the classes are confused in the predictions of one batch.
 *
 *   P = softmax(logits / T), A = P' P, C = A with rows that add up to 1, loss = 1 - trace(C) / K
 *
 * logits: [rows, K] -> scalar, 0 where every row is sure and every class is predicted.
 */
export function coreLoss(logits: Tensor, { temperature = 1, entropyWeights = false }: CoreOptions = {}): Tensor {
  const logP = logits.mul(1 / temperature).logSoftmax();
  return classConfusion(logP.exp(), entropyWeights ? certainty(logP) : undefined);
}

/** The loss of probabilities [rows, K], each row counted by its weight [rows, 1]. */
export function classConfusion(probabilities: Tensor, weights?: Tensor): Tensor {
  const classes = probabilities.shape[1];
  const weighted = weights ? probabilities.mul(weights) : probabilities;
  const correlation = weighted.transpose().matmul(probabilities).add(tiny); // [K, K]
  const diagonal = probabilities.square();
  const own = (weights ? diagonal.mul(weights) : diagonal).sum(0, { keepDims: false }).add(tiny); // [K]
  return own
    .div(correlation.sum(1, { keepDims: false }))
    .sum()
    .mul(-1 / classes)
    .add(1);
}

/** 1 + exp(-entropy) of each row [rows, 1], divided by its mean. Jin et al. 2020. No gradient passes. */
function certainty(logP: Tensor): Tensor {
  const entropy = logP.exp().mul(logP).sum(1).neg();
  const raw = detach(entropy.neg().exp().add(1));
  return raw.div(raw.mean());
}
