/** Numbers of arms on depth, for pictures and for claims on size. */
import { input, Scope } from "#engine";
import type { Lab, LabEvent } from "../../kit/index.ts";
import { summarizeRemovals } from "../../measure/block-removal.ts";
import type { Removal } from "../../measure/depth-probe.ts";
import { languageModel, modelOf, type Comparison } from "../language-model/index.ts";
import { depthArm, type DepthArmName } from "./arms.ts";
import type { DepthArmResult } from "./compare.ts";

/** How many weights an arm has. */
export function parametersOf(name: DepthArmName, bench: Pick<Comparison, "text" | "shape">): number {
  const scope = new Scope({ mode: "inference" });
  languageModel(scope, input("tokens", [1, 1], "int32"), modelOf(depthArm(name, bench.shape), bench));
  return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
}

/** Draws a number for each block, the first one at 1. A logarithmic axis has no place for what is not above 0: a gap. */
export function* drawBlocks<ChartName extends string>(
  lab: Lab<string, ChartName>,
  chart: ChartName,
  series: string,
  values: readonly number[],
  { positive = false } = {},
): Generator<LabEvent> {
  for (const [at, value] of values.entries())
    yield lab.point(chart, { series, x: at + 1, y: positive && value <= 0 ? NaN : value });
}

/** Notes with the losses of all arms, early and at the end, and a dot for each in the picture of the first seeds: less that of Pre-LN. */
export function* drawLosses<ChartName extends string>(
  lab: Lab<string, ChartName>,
  chart: ChartName,
  results: Readonly<Record<DepthArmName, DepthArmResult>>,
  names: readonly DepthArmName[],
): Generator<LabEvent> {
  const said = (of: (result: DepthArmResult) => number) =>
    names.map((name) => `${name} ${of(results[name]).toFixed(4)}`).join(", ");
  yield lab.note(`nats per character after a fifth of the steps: ${said(({ earlyLoss }) => earlyLoss)}`);
  yield lab.note(`nats per character at the end: ${said(({ validation }) => validation)}`);
  if (lab.seed > 3) return;
  for (const [at, name] of names.entries())
    yield lab.point(chart, { series: name, x: results[name].validation - results["Pre-LN"].validation, y: at + 1 });
}

/** A note on what removing blocks of an arm costs. Nothing where none was removed. */
export function* noteRemovals(lab: Lab, name: string, when: string, { costs }: Removal): Generator<LabEvent> {
  if (costs.length === 0) return;
  const { effectiveDepth, deepOverShallow, deep } = summarizeRemovals(costs);
  yield lab.note(
    `${name}, ${when}: effective depth ${effectiveDepth.toFixed(1)}, removing the deep half costs ${deep.toFixed(3)} nats, ${deepOverShallow.toFixed(2)} times the shallow half`,
  );
}

/** Draws what removing each block costs, but for the first one, which would hide the others. */
export function* drawRemovals<ChartName extends string>(
  lab: Lab<string, ChartName>,
  chart: ChartName,
  series: string,
  { costs }: Removal,
): Generator<LabEvent> {
  for (const [at, y] of costs.entries()) if (at > 0) yield lab.point(chart, { series, x: at + 1, y });
}
