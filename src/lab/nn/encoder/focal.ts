/**
 * Focal weighting: a query counts by how far its own passage is from being certain. Lin et al. 2017, on the softmax of in-batch InfoNCE.
 *
 *   w_i = (1 - p_i)^gamma,   p_i = softmax_i of the logits of query i;   loss_i = w_i (-log p_i)
 */
import { detach, iota, type Operand, type Tensor } from "#engine";

export interface FocalOptions {
  /** gamma; 0 leaves every loss as it is. */
  readonly exponent: Operand;
  /** Whether the weight is differentiated, too, as the formula taken literally asks for. Default: it is a constant. */
  readonly differentiated?: boolean;
}

/** Below, 1 - p counts as this: the derivative of its root has no bound at 0. */
const least = 1e-6;

/** w of each query: [queries]. Logits [queries, passages], that of the own passage of query i in column i. */
export function focalWeights(logits: Tensor, { exponent, differentiated = false }: FocalOptions): Tensor {
  const [queries, passages] = logits.shape;
  const others = iota(queries).unsqueeze(1).equal(iota(passages).unsqueeze(0)).not().cast(logits.dtype);
  // 1 - p, as the sum of what is not p: where p rounds to 1 the difference would be 0.
  const rest = logits.softmax().mul(others).sum(1, { keepDims: false });
  const weights = rest.maximum(least).log().mul(exponent).exp();
  return differentiated ? weights : detach(weights);
}
