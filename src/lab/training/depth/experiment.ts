/** An experiment on depth, but for its claims on blocks: who is compared, plan, presets, the trainings, and the claims on losses. */
import { mobyDickCharacters } from "../../datasets/moby-dick.ts";
import type { Experiment, Lab, LabEvent, Plan } from "../../kit/index.ts";
import type { Comparison } from "../language-model/index.ts";
import type { Tuned } from "../tuning/index.ts";
import { tunedDepthArms, type DepthArmName } from "./arms.ts";
import type { DepthChartName } from "./charts.ts";
import { compareDepth, type DepthResults } from "./compare.ts";
import { continuedDifference } from "./continued.ts";
import { drawLosses, measureLosses, parametersOf, type LossClaims } from "./losses.ts";
import { depthRates, tunedDeviation } from "./rates.ts";
import { depthPresets, type DepthSettings } from "./settings.ts";

/** What a paper compares. Every claim is of its own arm. */
export interface DepthStudy<ClaimId extends string> {
  /** The paper's own. */
  readonly arm: DepthArmName;
  readonly arms: readonly DepthArmName[];
  readonly table: readonly Tuned[];
  /** Whose blocks are looked into, and when. */
  readonly looked: DepthSettings["looked"];
  readonly lookedInSmoke: DepthSettings["looked"];
  readonly losses: LossClaims<ClaimId>;
  /** Claims that compare the paper's arm with Pre-LN: how many weights it has more, and its loss on another text. */
  readonly size: ClaimId;
  readonly continued: ClaimId;
}

/** @param why as many seeds. */
export function depthExperiment<ClaimId extends string>(
  { arms, table, looked, lookedInSmoke, losses }: DepthStudy<ClaimId>,
  why: string,
): Pick<Experiment<ClaimId, DepthChartName, DepthSettings>, "presets" | "smoke" | "datasets"> & {
  readonly plan: Plan<ClaimId>;
} {
  const { full, quick, smoke } = depthPresets;
  const piloted = Object.entries<LossClaims[string]>(losses).flatMap(([claim, pair]) => {
    const [arm, than, when] = pair!;
    // Tuning saw losses at the end alone.
    return table.length === 0 || when === "early" ? [] : [[claim, tunedDeviation(table, [arm, than])] as const];
  });
  return {
    presets: { quick: { ...quick, looked }, full: { ...full, looked } },
    smoke: { ...smoke, looked: lookedInSmoke },
    datasets: ["moby-dick", "state-of-the-union"],
    plan: {
      ...{ seeds: full.seeds, why, arms, steps: full.steps },
      pilot: Object.fromEntries(piloted) as Plan<ClaimId>["pilot"],
      ...depthRates(table, arms),
    },
  };
}

/** What the trainings of a seed leave. */
export interface TrainedDepth {
  readonly results: DepthResults;
  readonly bench: Pick<Comparison, "text" | "shape" | "validationBatches">;
}

/** Trains the arms of a study, and looks into them. */
export async function* trainDepth<ClaimId extends string>(
  lab: Lab<ClaimId, DepthChartName>,
  { arms, table }: DepthStudy<ClaimId>,
  { shape, steps, early, validationBatches, looked }: DepthSettings,
): AsyncGenerator<LabEvent, TrainedDepth, void> {
  const bench = { text: await mobyDickCharacters({ held: 0.1 }), shape, validationBatches };
  const comparison = { ...bench, steps, early, looked, chart: "Validation" } as const;
  return { results: yield* compareDepth(lab, tunedDepthArms(table, arms, shape), comparison), bench };
}

/** The claims on losses and weights, and the picture of the losses. */
export async function* lossesPart<ClaimId extends string>(
  lab: Lab<ClaimId, DepthChartName>,
  { arm, arms, losses, size, continued }: DepthStudy<ClaimId>,
  { results, bench }: TrainedDepth,
  steps: number,
): AsyncGenerator<LabEvent, void, void> {
  yield* measureLosses(lab, results, losses);
  yield lab.measure(size, parametersOf(arm, bench) - parametersOf("Pre-LN", bench), { exact: true });
  yield* drawLosses(lab, "Loss at the end", results, arms);
  const pair = [results[arm], results["Pre-LN"]] as const;
  yield lab.measure(continued, yield* continuedDifference(lab, pair, { bench, steps }));
}
