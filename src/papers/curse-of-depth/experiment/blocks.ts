/** What the blocks of trained models do: pictures, and the claims about variance, derivatives and what can be removed. */
import type { LabEvent } from "#lab/kit/index";
import { summarizeRemovals } from "#lab/measure/block-removal";
import { slope } from "#lab/measure/statistics";
import {
  drawBlocks,
  drawRemovals,
  looksOf,
  noteRemovals,
  type DepthArmName,
  type DepthResults,
  type DepthSettings,
  type Look,
} from "#lab/training/depth/index";
import type { CurseLab } from "./names.ts";

type Looking = Pick<DepthSettings, "looked" | "early">;

export function* blocksPart(lab: CurseLab, results: DepthResults, looking: Looking): Generator<LabEvent> {
  const [pre, scaled] = (["Pre-LN", "LayerNorm Scaling"] as const).map((name) => results[name].looks.end);
  const removals = (look?: Look) => (look ? summarizeRemovals(look.removal.costs) : null);
  yield lab.measure("half-useless", 100 * (removals(pre)?.useless ?? NaN));
  yield lab.measure("pre-var-grows", pre ? growthOf(pre.variance).exponent : NaN);
  yield lab.measure("lns-var-bounded", (scaled?.variance.at(-1) ?? NaN) / (pre?.variance.at(-1) ?? NaN));
  yield lab.measure("jacobian-identity", pre?.jacobian.at(-1) ?? NaN);
  yield lab.measure("deep-contribute", (removals(scaled)?.deep ?? NaN) - (removals(pre)?.deep ?? NaN));
  if (pre) {
    const { power, exponential } = growthOf(pre.variance);
    yield lab.note(
      `variance under Pre-LN: a power of depth leaves ${power.toFixed(3)} of its logarithm, squared, an exponential ${exponential.toFixed(3)}`,
    );
  }
  yield* noteRemovals(lab, results, ["Pre-LN", "LayerNorm Scaling", "one factor"], looking.early);
  if (lab.seed === 1) yield* pictures(lab, results, looking);
}

/** Fits over blocks 2, 3, ...: log variance on log l and on l, the sum of squares that each leaves, and the exponent of the former. */
export function growthOf(variance: readonly number[]): { exponent: number; power: number; exponential: number } {
  const fit = (x: (block: number) => number) => {
    const points = variance.slice(1).map((value, at) => [x(at + 2), Math.log(value)] as const);
    const along = slope(points);
    const level = points.reduce((sum, [x, y]) => sum + y - along * x, 0) / points.length;
    return { along, left: points.reduce((sum, [x, y]) => sum + (y - along * x - level) ** 2, 0) };
  };
  const [power, exponential] = [fit(Math.log), fit((block) => block)];
  return { exponent: power.along, power: power.left, exponential: exponential.left };
}

function* pictures(lab: CurseLab, results: DepthResults, { looked, early }: Looking): Generator<LabEvent> {
  for (const { when, series, look } of looksOf(results, Object.keys(looked) as DepthArmName[], early)) {
    if (when !== "early") yield* drawBlocks(lab, "Variance by block", series, look.variance, { positive: true });
    if (when !== "start") yield* drawRemovals(lab, "Cost of removal", series, look.removal);
    if (when !== "end") continue;
    yield* drawBlocks(lab, "Distance from the identity", series, look.jacobian, { positive: true });
    yield* drawBlocks(lab, "Gradient norm by block", series, look.gradient, { positive: true });
    yield* drawBlocks(lab, "Angle by block", series, look.angle);
  }
}
