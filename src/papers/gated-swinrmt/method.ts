/**
 * Gated-SwinRMT, assembled from its ingredients: the windows of Swin, the decay and the two passes of RMT, the gate of Qiu et al., and
 * SWAT's sigmoid. The exact layer formulas of the paper itself were not read.
 *
 * X is a grid of tokens, a block's input after its norm, in windows that are shifted in every other block:
 *   width pass    v' = A v along each row of a window; height pass  o = A v' along each of its columns, with the same q and k
 *   D_ij          = |i - j| ln gamma_h,  gamma_h = 1 - 2^(-2 - 4 h / heads): nothing is learned about positions
 *
 * Retention       A = softmax_j(q_i k_j / sqrt(d) + D_ij);               y = ((o + LCE(v)) ⊙ sigmoid(X W_g + b_g)) W_o
 * SWAT            A = sigmoid(q_i k_j / sqrt(d) + s_h |i - j|) exp(D_ij);  y = RMSNorm(o + LCE(v)) W_o,  v = SiLU(X W_1) ⊙ X W_2
 *
 * LCE is a depthwise 5x5 convolution on the whole grid. Tokens that a shift brings together from two edges do not see each other.
 */
import { constant, rmsNorm, type Tensor } from "#engine";
import { axisDistance, axisLogDecay, decayRates, type DecayRange } from "#lab/nn/decay";
import type { AttentionGate, AttentionMix, AttentionOptions } from "#lab/nn/language-model/attention";
import { outputGate } from "#lab/nn/language-model/attention-variants";
import { depthwise, type Grid } from "#lab/nn/vision/tokens";
import { axisMask, rollGrid, windowingOf, type Windowing } from "#lab/nn/vision/windows";

/** Scores [batch, heads, lines, windows, side, side] along one axis, and a mask [windows, side, side] of 0 and 1, to weights. */
export type PassWeights = (scores: Tensor, mask: Tensor) => Tensor;

/** Values [batch, heads, rows, columns, n] to what each token gets of them, of the same shape. Linear in the values. */
export type Mix = (values: Tensor) => Tensor;

/** RMT's decay in its early stages. */
export const earlyDecay: DecayRange = { first: 2, range: 4 };

/** Low enough for a softmax weight of exactly 0; Swin's -100 leaves a trace in float32. */
const never = 1e9;

/** softmax_j(score + D), without D where there is no decay. */
export const softmaxPass =
  (decay: DecayRange | null = earlyDecay): PassWeights =>
  (scores, mask) => {
    const masked = scores.add(mask.sub(1).mul(never).cast(scores.dtype));
    return (decay === null ? masked : masked.add(perHead(logDecay(scores, decay)))).softmax();
  };

/** SWAT's slopes: -2^-k for the first half of the heads, 2^-k for the second, k = 1 .. heads / 2. */
export const balancedSlopes = (heads: number): number[] =>
  Array.from({ length: heads }, (_, head) => (2 * head < heads ? -1 : 1) * 2 ** -((head % (heads / 2)) + 1));

export interface SigmoidPass {
  readonly decay?: DecayRange;
  /** Of each head. Default: balanced ones. */
  readonly slopes?: readonly number[];
  /** Divides each row by its sum: another reading of "normalized output". Default: no. */
  readonly rowNorm?: boolean;
}

/** sigmoid(score + s |i - j|) gamma^|i - j| where tokens see each other, 0 elsewhere. */
export const sigmoidPass =
  ({ decay = earlyDecay, slopes, rowNorm = false }: SigmoidPass = {}): PassWeights =>
  (scores, mask) => {
    const [heads, side] = [scores.shape[1], scores.shape[5]];
    const slope = constant(Float32Array.from(slopes ?? balancedSlopes(heads))).reshape(heads, 1, 1);
    const bias = perHead(axisDistance(side).mul(slope).cast(scores.dtype));
    const faded = scores
      .add(bias)
      .sigmoid()
      .mul(perHead(logDecay(scores, decay).exp()))
      .mul(mask.cast(scores.dtype));
    return rowNorm ? faded.div(faded.sum(-1)) : faded;
  };

const logDecay = (scores: Tensor, decay: DecayRange): Tensor =>
  axisLogDecay(decayRates(scores.shape[1], decay), scores.shape[5]).cast(scores.dtype);

/** [heads, side, side] beside scores [batch, heads, lines, windows, side, side]. */
const perHead = (x: Tensor): Tensor => x.unsqueeze(1).unsqueeze(1);

/** Rows and columns exchanged: [batch, heads, rows, columns, n]. */
const flipped = (x: Tensor): Tensor => x.transpose(0, 1, 3, 2, 4);

/** The last axis but one cut into windows: [..., length, n] -> [..., length / side, side, n]. */
const inWindows = (x: Tensor, side: number): Tensor =>
  x.reshape(...x.shape.slice(0, -2), x.shape.at(-2)! / side, side, x.shape.at(-1)!);

/** The width pass: along the columns of each row, already rolled. q, k: [batch, heads, rows, columns, d]. */
export function onePass(q: Tensor, k: Tensor, windowing: Windowing | null, weights: PassWeights): Mix {
  const [batch, heads, rows, columns] = q.shape;
  const own = windowing ?? { side: columns, shift: 0 };
  const scores = inWindows(q, own.side).matmul(inWindows(k, own.side).transpose());
  const mixed = weights(scores, axisMask(columns, own));
  return (values) =>
    mixed.matmul(inWindows(values, own.side)).reshape(batch, heads, rows, columns, values.shape.at(-1)!);
}

/** Both passes, width first, within windows or (null) along whole rows and columns. q, k: [batch, heads, rows, columns, d]; scores are q k. */
export function twoPasses(q: Tensor, k: Tensor, windowing: Windowing | null, weights: PassWeights): Mix {
  const shift = windowing?.shift ?? 0;
  const [rolledQ, rolledK] = [q, k].map((x) => rollGrid(x, 2, -shift));
  const width = onePass(rolledQ, rolledK, windowing, weights);
  const height = onePass(flipped(rolledQ), flipped(rolledK), windowing, weights);
  return (values) => {
    const across = width(rollGrid(values, 2, -shift));
    return rollGrid(flipped(height(flipped(across))), 2, shift);
  };
}

/** How queries and keys, both [batch, heads, rows, columns, d], mix values in block 1, 2, ... */
export type GridMix = (q: Tensor, k: Tensor, block: number) => Mix;

/** Two passes in windows of so many tokens a side; null: along whole rows and columns, as in RMT. */
export const decomposed =
  ({ rows, columns }: Grid, side: number | null, weights: PassWeights): GridMix =>
  (q, k, block) =>
    twoPasses(q, k, side === null ? null : windowingOf(rows, columns, side, block), weights);

/** Hears how each block mixes values: for those who want to know which tokens are looked at. */
export type MixListener = (block: number, mix: Mix) => void;

/** As a part of attention over tokens [batch, rows * columns, width]. Scores are divided by the root of the head's width. */
export const gridMix =
  ({ rows, columns }: Grid, mixOf: GridMix, onMix: MixListener = () => {}): AttentionMix =>
  (_, { queries, keys, values }, { site }) => {
    const grid = (x: Tensor) => x.reshape(...x.shape.slice(0, 2), rows, columns, x.shape[3]);
    const mix = mixOf(grid(queries), grid(keys).div(Math.sqrt(keys.shape[3])), site.block);
    onMix(site.block, mix);
    return mix(grid(values)).reshape(...values.shape);
  };

export interface WindowedAttention {
  /** Tokens along a side of a window; null: none. */
  readonly window: number | null;
  readonly onMix?: MixListener;
}

export interface Retention extends WindowedAttention {
  /** Null: none. Default: RMT's. */
  readonly decay?: DecayRange | null;
  /** Null: none. Default: G1, computed from the block's input after its norm. */
  readonly gate?: AttentionGate | null;
}

/** The variant with softmax and a gate on the output, as options of `selfAttention`. */
export const gatedRetention = (
  grid: Grid,
  { window, decay, gate = outputGate, onMix }: Retention,
): AttentionOptions => ({
  mix: gridMix(grid, decomposed(grid, window, softmaxPass(decay)), onMix),
  enhance: depthwise(grid),
  ...(gate && { gate }),
});

export interface Swat extends WindowedAttention, SigmoidPass {
  /** SiLU(X W_1) ⊙ X W_2, or X W_2 alone. Default: the former. */
  readonly gatedValues?: boolean;
}

/** The variant with sigmoid scores, gated values and a normalized output, as options of `selfAttention`. */
export const swat = (grid: Grid, { window, gatedValues = true, onMix, ...pass }: Swat): AttentionOptions => ({
  mix: gridMix(grid, decomposed(grid, window, sigmoidPass(pass)), onMix),
  ...(gatedValues && {
    values: (at, plain, { x, linear }) =>
      linear(at.scope("value gate"), x, plain.shape[2], { toResidual: false }).silu().mul(plain),
  }),
  enhance: depthwise(grid),
  gate: (at, mixed) => rmsNorm(at.scope("output norm"), mixed),
});
