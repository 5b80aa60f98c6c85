/**
 * SeeDNorm: RMSNorm whose gain depends on the token, so that the length RMSNorm throws away can still be used.
 *
 *   t = tanh(x · beta)                         one number per token (and head), from the token as it is
 *   y = (t * alpha + gamma) * x / RMS(x)       RMS(x) = sqrt(mean(x²) + eps), over all of x
 *
 * beta starts at 0, so that the first step is RMSNorm's. alpha must not start at 0 as well: then neither has a gradient.
 * With several heads, x and beta are cut into contiguous slices, each with its own t for its own slice of alpha;
 * the RMS stays over all of x. arXiv 2510.22777.
 */
import { filled, ones, zeros, type ParameterSpec, type Scope, type Tensor } from "#engine";

export interface SeedNormOptions {
  readonly eps?: number;
  /** Slices of x with a gate of their own: 1 for language models, more where x · beta would grow with the width. */
  readonly heads?: number;
  /** Where alpha starts. */
  readonly alpha?: number;
}

/** x: [..., d] -> [..., d]. Parameters gamma, alpha and beta: [d] each. */
export function seedNorm(at: Scope, x: Tensor, { eps = 1e-5, heads = 1, alpha = 1 }: SeedNormOptions = {}): Tensor {
  const d = x.shape.at(-1)!;
  const gamma = at.parameter("gamma", [d], ones);
  const spread = at.parameter("alpha", [d], filled(alpha));
  const gate = seedGate(x, at.parameter("beta", [d], zeros), heads);
  const normal = x.mul(x.square().mean(-1).add(eps).rsqrt());
  return gate.mul(spread).add(gamma).mul(normal);
}

/** The gate t of each token: [..., 1] for one head; for several, [..., d] with the same value within a slice. */
export function seedGate(x: Tensor, beta: Tensor, heads = 1): Tensor {
  const d = x.shape.at(-1)!;
  if (heads === 1) return x.mul(beta).sum(-1).tanh();
  if (d % heads !== 0) throw new Error(`seednorm: ${d} channels cannot be cut into ${heads} heads`);
  const slices = [...x.shape.slice(0, -1), heads, d / heads];
  const products = x.mul(beta).reshape(...slices);
  return products
    .sum(-1)
    .tanh()
    .expand(slices)
    .reshape(...x.shape);
}

/** What decays with SeeDNorm: alpha and beta beside the matrices, though they are vectors; gamma does not. */
export const decayFilter = ({ name, shape }: Pick<ParameterSpec, "name" | "shape">): boolean =>
  shape.length > 1 || /\/(alpha|beta)$/.test(name);
