/** The weights that tokens really get in a model that is forgetting, against what it thinks of them. */
import { constant, evaluate } from "#engine";
import { spearman } from "#lab/measure/statistics";
import { likelihoodWeights, satImp, type Exponents } from "../method.ts";
import type { Knowledge } from "./model.ts";

/** Rank correlation of weight and likelihood over all answer tokens. */
export async function rankCorrelation({ key, filler }: Knowledge, exponents: Exponents): Promise<number> {
  const likelihoods = [...key, ...filler];
  const losses = constant(Float32Array.from(likelihoods, (p) => -Math.log(p)));
  const { data } = await evaluate(likelihoodWeights(losses, exponents));
  return spearman(Array.from(data as Float32Array), likelihoods);
}

/** Shares of likelihoods in ten bins, with the middle of each. */
export function histogram(likelihoods: readonly number[]): { middle: number; share: number }[] {
  const bins = 10;
  const counts = Array<number>(bins).fill(0);
  for (const p of likelihoods) counts[Math.min(bins - 1, Math.floor(p * bins))]++;
  return counts.map((count, at) => ({ middle: (at + 0.5) / bins, share: (100 * count) / likelihoods.length }));
}

export const kinds = {
  saturation: { saturation: satImp.saturation },
  importance: { importance: satImp.importance },
  SatImp: satImp,
} as const satisfies Record<string, Exponents>;
