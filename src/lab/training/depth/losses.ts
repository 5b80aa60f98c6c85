/** Claims on losses: one arm's less another's, what is left of that on another text, and how many weights an arm has more. */
import { input, Scope } from "#engine";
import type { Lab, LabEvent } from "../../kit/index.ts";
import { languageModel, modelOf, type Comparison } from "../language-model/index.ts";
import { depthArm, type DepthArmName } from "./arms.ts";
import type { DepthResults } from "./compare.ts";

/** By claim: nats of the first arm less those of the second, at the end or early. */
export type LossClaims<ClaimId extends string = string> = Readonly<
  Partial<Record<ClaimId, readonly [arm: DepthArmName, than: DepthArmName, when?: "early"]>>
>;

export function* measureLosses<ClaimId extends string>(
  lab: Lab<ClaimId>,
  results: DepthResults,
  claims: LossClaims<ClaimId>,
): Generator<LabEvent> {
  const entries = Object.entries(claims) as [ClaimId, NonNullable<LossClaims[string]>][];
  for (const [claim, [arm, than, when]] of entries) {
    const nats = (name: DepthArmName) => (when === "early" ? results[name].earlyLoss : results[name].validation);
    yield lab.measure(claim, nats(arm) - nats(than));
  }
}

/** How many weights an arm has. */
export function parametersOf(name: DepthArmName, bench: Pick<Comparison, "text" | "shape">): number {
  const scope = new Scope({ mode: "inference" });
  languageModel(scope, input("tokens", [1, 1], "int32"), modelOf(depthArm(name, bench.shape), bench));
  return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
}

/** Notes with the losses of all arms, early and at the end, and a dot for each in the picture of the first seeds: less that of Pre-LN. */
export function* drawLosses<ChartName extends string>(
  lab: Lab<string, ChartName>,
  chart: ChartName,
  results: DepthResults,
  names: readonly DepthArmName[],
): Generator<LabEvent> {
  const said = (of: (result: DepthResults[DepthArmName]) => number) =>
    names.map((name) => `${name} ${of(results[name]).toFixed(4)}`).join(", ");
  yield lab.note(`nats per character after a fifth of the steps: ${said(({ earlyLoss }) => earlyLoss)}`);
  yield lab.note(`nats per character at the end: ${said(({ validation }) => validation)}`);
  if (lab.seed > 3) return;
  for (const [at, name] of names.entries())
    yield lab.point(chart, { series: name, x: results[name].validation - results["Pre-LN"].validation, y: at + 1 });
}
