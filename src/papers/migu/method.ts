/**
 * MIGU, magnitude-based gradient updating: of every linear map, only the output features that were largest on this batch learn from it.
 * Du et al. 2024, arXiv 2406.17245, as the released code computes it.
 *
 *   h    = x W + b                                  as it is; W [in, out]
 *   a_j  = sum over rows and positions of |h_j|     padding included, no gradient through it
 *   M_j  = a_j >= quantile(a, t)                    t = 0.7: the largest 30 %
 *   dW   = (x^T dh) M                               one column for each feature; biases, norms and embeddings learn as ever
 *
 * The quantile is interpolated, so that of n features without ties n - ceil(t (n - 1)) are kept. Dividing a by its sum changes no mask.
 * The mask stands in the backward pass of a product: gradients come out masked, and are clipped after that. It is used from the second
 * task on, and the optimizer forgets its moments between tasks.
 */
import { customGradient, detach, topK, where, type Optimizer, type Scope, type Tensor } from "#engine";

/** Below this quantile of magnitudes a feature does not learn. */
export const quantile = 0.7;

/** How many of n features are kept, unless some are equal. A rounding above a whole number is that number. */
export const keptCount = (n: number, t = quantile): number => n - Math.ceil(t * (n - 1) - 1e-9);

/** Sum of |h| over all but the last axis, without a gradient: [..., n] -> [n]. */
export const magnitudes = (h: Tensor): Tensor =>
  detach(h).abs().reshape(-1, h.shape.at(-1)!).sum(0, { keepDims: false });

/** 1 where a value is at or above the quantile, 0 elsewhere; as many as are equal there are in. [..., n] -> [..., n]. */
export function largest(values: Tensor, t = quantile): Tensor {
  const kept = topK(values, keptCount(values.shape.at(-1)!, t)).values;
  return values.greaterEqual(kept.min(-1)).cast(values.dtype);
}

/** From magnitudes [n] to the features that learn, 1 or 0 [n]. The scope is that of the map: what is drawn at random has its name there. */
export type Choice = (at: Scope, magnitudes: Tensor) => Tensor;

export const largestOutputs: Choice = (_, a) => largest(a);

/** A linear map's weight and what of its output does not depend on that weight: the bias, or what other weights add. */
interface Product {
  readonly weight: Tensor;
  /** Of the product to the whole output h. */
  readonly output: (product: Tensor) => Tensor;
  readonly choice: Choice;
}

/** x W, of whose weight only the chosen columns have a gradient. x: [..., in]; W: [in, out]; -> [..., out]. */
export function maskedProduct(at: Scope, x: Tensor, { weight, output, choice }: Product): Tensor {
  const [inputs, outputs] = weight.shape;
  return customGradient(
    (x, w) => x.matmul(w),
    (g, y, x, w) => {
      const slope = x.reshape(-1, inputs).transpose().matmul(g.reshape(-1, outputs));
      return [g.matmul(w.transpose()), slope.mul(choice(at, magnitudes(output(y))))];
    },
  )(x, weight);
}

/** The product of a linear map with an optional bias, masked: for maps of any model that lets its product be exchanged. */
export const masked =
  (choice: Choice) =>
  (at: Scope, x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor =>
    maskedProduct(at, x, { weight, choice, output: (y) => (bias ? y.add(bias) : y) });

/** The two factors of a low-rank adapter: down [in, r] and up [r, out], which starts at zero. */
export interface Adapter {
  readonly down: Tensor;
  readonly up: Tensor;
  readonly scale: number;
}

/**
 * x W + scale (x down) up, W fixed. `down` is masked by the size of x down; `up` by that of the whole map's output, base and bias included:
 * the adapter's own output is zero at first, and would tie everywhere. Hu et al. 2021; the masks are MIGU's.
 */
export function maskedAdapter(
  at: Scope,
  x: Tensor,
  { weight, bias, adapter, choice }: { weight: Tensor; bias: Tensor | null; adapter: Adapter; choice: Choice },
): Tensor {
  const { down, up, scale } = adapter;
  const base = x.matmul(detach(weight));
  const whole = (added: Tensor) => {
    const h = base.add(added.mul(scale));
    return bias ? h.add(bias) : h;
  };
  const inner = maskedProduct(at.scope("down"), x, { weight: down, output: (y) => y, choice });
  return base.add(maskedProduct(at.scope("up"), inner, { weight: up, output: whole, choice }).mul(scale));
}

/**
 * Our ablation: what has no gradient does not move at all. Under Adam, MIGU masks gradients only, so that a feature that was chosen
 * before keeps moving by its momentum. Moments go on as they are.
 */
export const withoutMomentum = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  update(input) {
    const { parameter, state } = optimizer.update(input);
    return { parameter: where(input.gradient.equal(0), input.parameter, parameter), state };
  },
});
