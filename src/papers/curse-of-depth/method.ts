/**
 * LayerNorm Scaling: the deeper a block, the smaller the output of its norms. Sun et al. 2025, arXiv 2502.05795; the authors' code scales
 * the output by 1/sqrt(l), and so its variance by 1/l, where the abstract speaks of the variance.
 *
 *   block l = 1 .. L    h = x + Attn(N1(x) / sqrt(l)),  y = h + FFN(N2(h) / sqrt(l))
 *   logits              W N(y_L): the final norm is not scaled
 *
 * Why, for branches that would put out variance 1 and do not resemble each other (derived here):
 *
 *   Pre-LN              Var(y_L) = v + 2 L                        grows with depth
 *   LayerNorm Scaling   Var(y_L) = v + 2 (1 + 1/2 + ... + 1/L)    grows with its logarithm
 */
import type { Parameters } from "#engine";
import { layerNormScaling } from "#lab/nn/language-model/depth";

export { layerNormScaling };

/** 1 / sqrt(l) for block l = 1, 2, ...; with another exponent, l to its negative power. 0 is Pre-LN. */
export const depthFactor = (block: number, exponent = 1 / 2): number => block ** -exponent;

/**
 * The same function as a plain Pre-LN model: gains of block l times 1 / sqrt(l), so that the method costs nothing in use. Weights by name, as
 * the lab's language model has them.
 */
export const foldScaling = (weights: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(weights).map(([name, values]) => {
      const block = /^block (\d+)\/.*norm\/gain$/.exec(name)?.[1];
      return [name, block ? values.map((gain) => gain * depthFactor(Number(block))) : values];
    }),
  );

/** A branch on vectors: what the norm hands on, to what is added to the stream. */
export type Branch = (x: Float64Array) => Float64Array;

/** x / sqrt(mean(x²)) */
export function normalized(x: Float64Array): Float64Array {
  const size = Math.sqrt(x.reduce((sum, value) => sum + value ** 2, 0) / x.length);
  return x.map((value) => value / size);
}

/** The streams x_0, x_1, ..., x_L of a tower whose block l adds its branches of the normalized stream times l^-exponent, one after the other. */
export function scaledTower(
  start: Float64Array,
  blocks: readonly (readonly Branch[])[],
  exponent: number,
): Float64Array[] {
  const streams = [start];
  for (const [index, branches] of blocks.entries()) {
    const factor = depthFactor(index + 1, exponent);
    let x = streams[index];
    for (const branch of branches) {
      const added = branch(normalized(x).map((value) => factor * value));
      x = x.map((value, at) => value + added[at]);
    }
    streams.push(x);
  }
  return streams;
}

/** v + 2 Σ l^(-2 exponent): the variance after each block that branches of variance 1 make, if they do not resemble each other. */
export const expectedVariance = (depth: number, exponent: number, start = 1): number =>
  Array.from({ length: depth }, (_, index) => 2 * depthFactor(index + 1, exponent) ** 2).reduce(
    (sum, term) => sum + term,
    start,
  );

/** How much block l moves the stream, as a share of its size behind the block, if all is as expected: sqrt(2 l^(-2 exponent) / Var_l). */
export const expectedUpdate = (block: number, exponent: number, start = 1): number =>
  Math.sqrt((2 * depthFactor(block, exponent) ** 2) / expectedVariance(block, exponent, start));
