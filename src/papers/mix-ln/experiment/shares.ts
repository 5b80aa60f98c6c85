/** Draws losses by share of Post-LN, after a fifth of the steps and at the end. */
import type { LabEvent } from "#lab/kit/index";
import type { DepthResults } from "#lab/training/depth/index";
import { shares, type Shared } from "./arms.ts";
import type { MixLab } from "./names.ts";

export function* drawShares(lab: MixLab, results: DepthResults): Generator<LabEvent> {
  for (const [name, share] of Object.entries(shares) as [Shared, number][]) {
    const { earlyLoss, validation } = results[name];
    yield lab.point("Loss by share", { series: "at the end", x: 100 * share, y: validation });
    yield lab.point("Loss by share", { series: "after a fifth", x: 100 * share, y: earlyLoss });
  }
}
