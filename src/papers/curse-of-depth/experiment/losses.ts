/** Losses of the arms at the end, what becomes of them on another text, and how many weights they have. */
import type { LabEvent } from "#lab/kit/index";
import {
  continuedDifference,
  drawLosses,
  parametersOf,
  type DepthArmName,
  type DepthArmResult,
} from "#lab/training/depth/index";
import type { Comparison } from "#lab/training/language-model/index";
import { armNames, scalings, type ArmName } from "./arms.ts";
import type { CurseLab } from "./settings.ts";

export async function* lossesPart(
  lab: CurseLab,
  results: Readonly<Record<DepthArmName, DepthArmResult>>,
  bench: Pick<Comparison, "text" | "shape" | "validationBatches">,
  steps: number,
): AsyncGenerator<LabEvent, void, void> {
  const nats = (name: ArmName) => results[name].validation;
  const scaled = nats("LayerNorm Scaling");
  yield lab.measure("ppl-130m", scaled - nats("Pre-LN"));
  yield lab.measure("ppl-250m", scaled - nats("Post-LN"));
  yield lab.measure("ppl-350m", scaled - nats("Mix-LN 1/4"));
  // An arm that diverged cannot be the best of the rest.
  const rest = scalings.map(nats).filter(Number.isFinite);
  yield lab.measure("beats-scalings", scaled - Math.min(...rest));
  yield lab.measure("no-combine", nats("LayerNorm Scaling, scaled init") - scaled);
  yield lab.measure("not-only-smaller", scaled - nats("one factor"));
  yield lab.measure("free", parametersOf("LayerNorm Scaling", bench) - parametersOf("Pre-LN", bench), { exact: true });
  yield* drawLosses(lab, "Loss at the end", results, armNames);
  const pair = [results["LayerNorm Scaling"], results["Pre-LN"]] as const;
  yield lab.measure("sft-carry", yield* continuedDifference(lab, pair, { bench, steps }));
}
