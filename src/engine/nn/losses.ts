/** Losses other than cross entropy: each a scalar, the mean over all elements unless it says otherwise. */
import { where } from "../ops/binary.ts";
import type { Tensor } from "../tensor.ts";

export const meanSquaredError = (got: Tensor, wanted: Tensor): Tensor => got.sub(wanted).square().mean();

export const meanAbsoluteError = (got: Tensor, wanted: Tensor): Tensor => got.sub(wanted).abs().mean();

/** Half the square up to `delta`, a line beyond. Huber 1964. */
export function huber(got: Tensor, wanted: Tensor, delta = 1): Tensor {
  const distance = got.sub(wanted).abs();
  return where(distance.lessEqual(delta), distance.square().mul(0.5), distance.sub(delta / 2).mul(delta)).mean();
}

/** -t log s(x) - (1 - t) log(1 - s(x)) with the logistic s, safe for large logits. Targets between 0 and 1. */
export const binaryCrossEntropy = (logits: Tensor, targets: Tensor): Tensor =>
  logits.softplus().sub(logits.mul(targets)).mean();

/** sum p (log p - log q) over the last axis, the mean over the others; both are given as logits. */
export function klDivergence(p: Tensor, q: Tensor): Tensor {
  const logP = p.logSoftmax();
  return logP.exp().mul(logP.sub(q.logSoftmax())).sum(-1).mean();
}

/** Cosine of the angle between vectors on the last axis, which stays as size 1. */
export function cosineSimilarity(a: Tensor, b: Tensor, eps = 1e-8): Tensor {
  const lengths = a.square().sum(-1).mul(b.square().sum(-1)).sqrt();
  return a.mul(b).sum(-1).div(lengths.maximum(eps));
}
