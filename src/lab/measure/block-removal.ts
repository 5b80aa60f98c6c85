/** What the costs of removing blocks, one at a time, say of a stack: how deep it is in effect. */
import { mean } from "./statistics.ts";

export interface RemovalSummary {
  /** (Σ Δ⁺)² / Σ Δ⁺² over blocks 2, 3, ...: their number if all cost the same, 1 if one carries everything, 0 if none costs anything. */
  readonly effectiveDepth: number;
  /** Share, 0..1, of blocks 2, 3, ... that cost less than a quarter of their mean. */
  readonly useless: number;
  /** Sum over the deep half of the blocks. */
  readonly deep: number;
  /** Mean over the deep half over the mean over the shallow half without block 1. */
  readonly deepOverShallow: number;
}

/** @param costs nats by block, two blocks at least. Block 1, which costs most under Pre-LN, is left out, but for `deep`. */
export function summarizeRemovals(costs: readonly number[]): RemovalSummary {
  const half = Math.ceil(costs.length / 2);
  const others = costs.slice(1);
  const positive = others.map((cost) => Math.max(0, cost));
  const squares = positive.reduce((sum, cost) => sum + cost ** 2, 0);
  const total = positive.reduce((sum, cost) => sum + cost, 0);
  const [shallow, deep] = [costs.slice(1, half), costs.slice(half)];
  return {
    effectiveDepth: squares === 0 ? 0 : total ** 2 / squares,
    useless: others.filter((cost) => cost < mean(others) / 4).length / others.length,
    deep: deep.reduce((sum, cost) => sum + cost, 0),
    deepOverShallow: mean(deep) / mean(shallow),
  };
}
