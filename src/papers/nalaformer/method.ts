/**
 * Norm-aware linear attention: the length of a query sets how sharply it looks. With n = ‖q‖ over a head's entries, λ = 3, τ = 1/2:
 *
 *   p(n) = λ (τ + tanh n)                                              from 1.5 to 4.5
 *   A:  φ_q = [ (relu(q) / n)ᵖ ; (relu(-q) / n)ᵖ ]                      φ_k = [ relu(k³) ; relu(-k³) ]          as released
 *   B:  φ_q = |q / n|ᵖ ⊙ [ cos(c q / n) ; sin(c q / n) ]                φ_k = |k|^λ ⊙ [ cos(c k / ‖k‖) ; sin(c k / ‖k‖) ]     as first written
 *   o_i = R(φ_q,i) (Σ_j R(φ_k,j)ᵀ v_j) / (φ_q,i · Σ_j φ_k,j + ε N)      R: rotary by row and column, if any; not below the line
 *   y   = ( LN(o + LePE(v)) ⊙ SiLU(x W_g) ) W_o
 *
 * Similarities are never negative in form A, and in form B where c is at most π/4: entries of a direction differ by up to 2.
 */
import { concat, constant, layerNorm, stack, type Tensor } from "#engine";
import type { AttentionGate, AttentionOptions } from "#lab/nn/language-model/attention";
import { lengthOf, linearAttention, type FeatureMap } from "#lab/nn/language-model/linear-attention";
import { depthwise, type Grid } from "#lab/nn/vision/tokens";

/** Of queries by their length [..., N, 1]. */
export type Exponent = (length: Tensor) => Tensor;

export const lambda = 3;
export const tau = 0.5;

/** λ (τ + tanh n): hardly moves beyond a length of 2. */
export const normAware: Exponent = (length) => length.tanh().add(tau).mul(lambda);

/** The control: the same exponent for all queries. */
export const frozenAt =
  (exponent: number): Exponent =>
  (length) =>
    length.mul(0).add(exponent);

/** xᵖ for x >= 0. At 0, as half of all entries are, it is 0 and so are its derivatives, where x^p ln x would be NaN. */
function power(x: Tensor, exponent: Tensor): Tensor {
  const positive = x.greater(0).cast(x.dtype);
  return x.maximum(1e-6).log().mul(exponent).exp().mul(positive);
}

/** Which sign an entry has, as which of two channels it is in: [..., d] -> [..., 2 d]. Keeps the length. */
export const signSplit = (x: Tensor): Tensor => concat([x.relu(), x.neg().relu()], -1);

/** Sign and size of an entry as an angle: `size` [..., d], spread over two channels by c times `direction`. Keeps the length of `size`. */
export function angleSplit(size: Tensor, direction: Tensor, factor: number): Tensor {
  const angle = direction.mul(factor);
  return concat([size.mul(angle.cos()), size.mul(angle.sin())], -1);
}

export interface NormAwareOptions {
  readonly exponent?: Exponent;
}

/** Form A, as released. */
export const formA = ({ exponent = normAware }: NormAwareOptions = {}): FeatureMap => ({
  queries: (q) => {
    const length = lengthOf(q);
    return power(signSplit(q.div(length)), exponent(length));
  },
  keys: (k) => signSplit(k.mul(k).mul(k)),
});

/** Form B, as others quote the paper with c = 1, where some similarities are negative; at most π/4 keeps what is said of them. */
export const formB = ({
  exponent = normAware,
  factor = Math.PI / 4,
}: NormAwareOptions & { readonly factor?: number } = {}): FeatureMap => ({
  queries: (q) => {
    const length = lengthOf(q);
    const direction = q.div(length);
    return angleSplit(power(direction.abs(), exponent(length)), direction, factor);
  },
  keys: (k) => angleSplit(k.mul(k).mul(k).abs(), k.div(lengthOf(k)), factor),
});

/**
 * Rotary positions on a grid, for each half of the features by itself: of its d channels the first half turns with the row, the
 * second with the column, neighbours in pairs, at frequencies 10000^-linspace(0, 1, d / 4). features: [..., rows * columns, 2 d].
 */
export const gridRotary =
  ({ rows, columns }: Grid) =>
  (features: Tensor): Tensor => {
    const width = features.shape.at(-1)! / 2;
    const pairs = width / 4;
    if (!Number.isInteger(pairs))
      throw new RangeError(`gridRotary: ${width} channels do not divide into pairs by row and column`);
    const frequency = (pair: number) => 10_000 ** -(pair / Math.max(1, pairs - 1));
    const angle = (token: number, pair: number) => {
      const place = pair % (2 * pairs) < pairs ? Math.floor(token / columns) : token % columns;
      return place * frequency(pair % pairs);
    };
    const table = (of: (angle: number) => number) =>
      constant(
        Float32Array.from({ length: rows * columns * 4 * pairs }, (_, at) =>
          of(angle(Math.floor(at / (4 * pairs)), at % (4 * pairs))),
        ),
        { shape: [rows * columns, 4 * pairs] },
      ).cast(features.dtype);
    const paired = features.reshape(...features.shape.slice(0, -1), 4 * pairs, 2);
    const [a, b] = [paired.at(-1, 0), paired.at(-1, 1)];
    const [cos, sin] = [table(Math.cos), table(Math.sin)];
    return stack([a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin))], -1).reshape(...features.shape);
  };

/** LN(o) ⊙ SiLU(x W_g): what stands between heads and output map, whatever the kernel. */
export const normedGate: AttentionGate = (at, mixed, { x, linear }) =>
  layerNorm(at.scope("mixed norm"), mixed).mul(
    linear(at.scope("gate"), x, mixed.shape.at(-1)!, { toResidual: false }).silu(),
  );

export interface NalaOptions {
  /** Default: form A. */
  readonly features?: FeatureMap;
  readonly rotary?: boolean;
  /** Taps along a side of the local enhancement. */
  readonly taps?: number;
}

/** The whole layer on a grid of tokens, for `selfAttention`. */
export const nalaAttention = (
  grid: Grid,
  { features = formA(), rotary = true, taps = 5 }: NalaOptions = {},
): AttentionOptions => ({
  mix: linearAttention(features, rotary ? { rotate: gridRotary(grid) } : {}),
  enhance: depthwise(grid, { size: taps }),
  gate: normedGate,
});
