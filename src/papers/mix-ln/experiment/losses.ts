/** Losses of the arms early and at the end, by share of Post-LN, what becomes of them on another text, and how many weights they have. */
import type { LabEvent } from "#lab/kit/index";
import {
  continuedDifference,
  drawLosses,
  parametersOf,
  type DepthArmName,
  type DepthArmResult,
} from "#lab/training/depth/index";
import type { Comparison } from "#lab/training/language-model/index";
import { armNames, shares, type ArmName, type Shared } from "./arms.ts";
import type { MixLab } from "./settings.ts";

/** The lowest of those that did not diverge. */
const lowest = (values: readonly number[]): number => Math.min(...values.filter(Number.isFinite));

export async function* lossesPart(
  lab: MixLab,
  results: Readonly<Record<DepthArmName, DepthArmResult>>,
  bench: Pick<Comparison, "text" | "shape" | "validationBatches">,
  steps: number,
): AsyncGenerator<LabEvent, void, void> {
  const nats = (name: ArmName) => results[name].validation;
  const mixed = nats("Mix-LN 1/4");
  yield lab.measure("ppl-71m", results["Mix-LN 1/4"].earlyLoss - results["Pre-LN"].earlyLoss);
  yield lab.measure("ppl-250m", mixed - nats("Post-LN"));
  yield lab.measure("beats-both", mixed - lowest([nats("Pre-LN"), nats("Post-LN")]));
  const others = (Object.keys(shares) as Shared[]).filter((name) => name !== "Mix-LN 1/4");
  yield lab.measure("alpha-optimum", mixed - lowest(others.map(nats)));
  yield lab.measure("front-matters", mixed - nats("Mix-LN 1/4, at the end"));
  yield lab.measure("scaled-init", nats("Mix-LN 1/4, scaled init") - nats("Pre-LN, scaled init"));
  const more = parametersOf("Mix-LN 1/4", bench) - parametersOf("Pre-LN", bench);
  yield lab.measure("no-size-change", more, { exact: true });
  yield* drawLosses(lab, "Loss at the end", results, armNames);
  if (lab.seed <= 3)
    for (const name of Object.keys(shares) as Shared[]) {
      const { earlyLoss, validation } = results[name];
      yield lab.point("Loss by share", { series: "at the end", x: 100 * shares[name], y: validation });
      yield lab.point("Loss by share", { series: "after a fifth", x: 100 * shares[name], y: earlyLoss });
    }
  const pair = [results["Mix-LN 1/4"], results["Pre-LN"]] as const;
  yield lab.measure("sft", yield* continuedDifference(lab, pair, { bench, steps }));
}
