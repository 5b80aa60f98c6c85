/** Pictures and notes of what the blocks of trained arms do. */
import type { Lab, LabEvent } from "../../kit/index.ts";
import { summarizeRemovals } from "../../measure/block-removal.ts";
import type { Removal } from "../../measure/depth-probe.ts";
import type { DepthArmName } from "./arms.ts";
import { moments, type DepthResults, type Look, type Moment } from "./compare.ts";

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

/** Draws what removing each block costs, but for the first one, which would hide the others. */
export function* drawRemovals<ChartName extends string>(
  lab: Lab<string, ChartName>,
  chart: ChartName,
  series: string,
  { costs }: Removal,
): Generator<LabEvent> {
  for (const [at, y] of costs.entries()) if (at > 0) yield lab.point(chart, { series, x: at + 1, y });
}

/** A look, and what its arm and moment are called in a note and in a picture. */
export interface NamedLook {
  readonly name: DepthArmName;
  readonly when: Moment;
  readonly called: string;
  readonly series: string;
  readonly look: Look;
}

/** Every look there is, arm by arm. */
export function looksOf(results: DepthResults, names: readonly DepthArmName[], early: number): NamedLook[] {
  const words = { start: "before training", early: `after ${early} steps`, end: "at the end" };
  return names.flatMap((name) =>
    moments.flatMap((when) => {
      const look = results[name].looks[when];
      const series = { start: `${name}, start`, early: `${name}, step ${early}`, end: name }[when];
      return look ? [{ name, when, called: words[when], series, look }] : [];
    }),
  );
}

/** Notes on what removing blocks costs, for every arm and moment at which some were. */
export function* noteRemovals(
  lab: Lab,
  results: DepthResults,
  names: readonly DepthArmName[],
  early: number,
): Generator<LabEvent> {
  for (const { name, called, look } of looksOf(results, names, early)) {
    if (look.removal.costs.length === 0) continue;
    const { effectiveDepth, deepOverShallow, deep } = summarizeRemovals(look.removal.costs);
    yield lab.note(
      `${name}, ${called}: effective depth ${effectiveDepth.toFixed(1)}, removing the deep half costs ${deep.toFixed(3)} nats, ${deepOverShallow.toFixed(2)} times the shallow half`,
    );
  }
}
