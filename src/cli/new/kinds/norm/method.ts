/**
 * The idea and nothing else, its formula above the code.
 *
 *   y = gain * x / mean(|x|)
 */
import { ones, type Scope, type Tensor } from "#engine";

/** x: [..., d] -> [..., d]; the gain [d] starts as ones. Name the paper's equation here. */
export function newNorm(at: Scope, x: Tensor, { eps = 1e-6 } = {}): Tensor {
  const size = x.abs().mean(-1).add(eps); // [..., 1]
  return x.div(size).mul(at.parameter("gain", [x.shape.at(-1)!], ones));
}
