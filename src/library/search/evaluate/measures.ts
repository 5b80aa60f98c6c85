/** How good a ranking is, by graded judgements; what is not judged counts as not relevant. */

export interface Quality {
  readonly "nDCG@10": number;
  readonly "MRR@10": number;
  readonly "recall@10": number;
  readonly "recall@100": number;
}

/** @param ranked document ids, best first. @param grades of the query; at least one above 0. */
export function quality(ranked: readonly string[], grades: ReadonlyMap<string, number>): Quality {
  const gain = (id: string) => Math.max(0, grades.get(id) ?? 0);
  const discounted = (gains: readonly number[]) =>
    gains.slice(0, 10).reduce((sum, each, at) => sum + each / Math.log2(at + 2), 0);
  const ideal = [...grades.values()].filter((grade) => grade > 0).sort((a, b) => b - a);
  const first = ranked.slice(0, 10).findIndex((id) => gain(id) > 0);
  const recall = (depth: number) => ranked.slice(0, depth).filter((id) => gain(id) > 0).length / ideal.length;
  return {
    "nDCG@10": discounted(ranked.map(gain)) / discounted(ideal),
    "MRR@10": first === -1 ? 0 : 1 / (first + 1),
    "recall@10": recall(10),
    "recall@100": recall(100),
  };
}

export const hasRelevant = (grades: ReadonlyMap<string, number> | undefined): boolean =>
  [...(grades?.values() ?? [])].some((grade) => grade > 0);

export function meanQuality(all: readonly Quality[]): Quality {
  const mean = (name: keyof Quality) => all.reduce((sum, each) => sum + each[name], 0) / all.length;
  return {
    "nDCG@10": mean("nDCG@10"),
    "MRR@10": mean("MRR@10"),
    "recall@10": mean("recall@10"),
    "recall@100": mean("recall@100"),
  };
}

/** The value that a share of all does not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
