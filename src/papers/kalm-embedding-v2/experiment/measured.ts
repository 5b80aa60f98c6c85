/** Numbers for the claims, and the pictures, from how every arm scores. */
import type { LabEvent } from "#lab/kit/index";
import { pairedGain } from "#lab/measure/retrieval";
import { mean } from "#lab/measure/statistics";
import { members, plainArms, type ArmName } from "./arms.ts";
import { families, type Scores } from "./scores.ts";
import type { ChartName, KalmLab } from "./settings.ts";

/** Models that are no arms of their own. */
export type Made = "first weights" | "language model" | "weak pairs" | "soup" | "ensemble";

export interface Results {
  readonly scores: ReadonlyMap<ArmName | Made, Scores>;
  /** On nouns of the categories that neither has learned from. */
  readonly leftOut: { readonly broad: Scores; readonly five: Scores };
  /** Numbers that each of the plain encoders has. */
  readonly parameters: readonly number[];
}

/** In the order of the chart. */
export const parts = [
  ...["focal", "focal, exponent 2", "focal, mean 1", "focal, shuffled", "mixing", "mixing, passed on", "copies"],
  ...["mined again", "seven mined", "recipe"],
] as const satisfies readonly string[] as readonly ArmName[];
export const stages = [
  ...["first weights", "language model", "weak pairs", "recipe, no weak pairs", "recipe"],
  "recipe, three times as long",
  ...["soup", "ensemble"],
] as const satisfies readonly string[] as readonly (ArmName | Made)[];
export const forms = [
  "causal, last",
  "causal, mean",
  "both directions, last",
  "both directions, mean",
] as const satisfies readonly ArmName[];
export const familyNames = [...families, "mean of the six"];

export function* measured(lab: KalmLab, { scores, leftOut, parameters }: Results): Generator<LabEvent, void, void> {
  const of = (name: ArmName | Made): number => scores.get(name)!.mean;
  const best = (names: readonly (ArmName | Made)[]) => Math.max(...names.map(of));
  const mined = of("mined");
  const beforeSoup = mean(members.map(of));
  yield lab.measure("bidirectional-mean", of("both directions, mean") - best(["causal, mean", "causal, last"]));
  yield lab.measure(
    "multi-stage",
    of("soup") - best(["weak pairs", "recipe, no weak pairs", "recipe, three times as long"]),
  );
  yield lab.measure("model-soup", of("soup") - beforeSoup);
  yield lab.measure("focal-reweighting", of("focal") - mined);
  yield lab.measure("focal-beats-shuffled", of("focal") - of("focal, shuffled"));
  yield lab.measure("hard-negative-mixing", of("mixing") - mined);
  yield lab.measure("mixing-beats-copies", of("mixing") - of("copies"));
  // As many updates of as many pairs: the soup has a claim of its own.
  yield lab.measure("beats-same-size", beforeSoup - of("plain, width 64"));
  yield lab.measure("competes-larger", beforeSoup - of("plain, width 160"));
  yield lab.measure("data-breadth", leftOut.broad.mean - leftOut.five.mean);

  yield lab.note(
    `soup ${shown(of("soup"))}, its three models ${members.map((name) => shown(of(name))).join(", ")}: what the order of the pairs alone moves`,
  );
  yield lab.note(
    `on nouns of the categories left out, learned from 21 others ${shown(leftOut.broad.mean)} and from five ${shown(leftOut.five.mean)}; on all nouns ${shown(of("21 categories"))} and ${shown(of("five categories"))}`,
  );
  yield lab.note(`the larger plain encoder has ${shown(parameters[1] / parameters[0])} times the parameters`);
  for (const name of parts.filter((part) => scores.has(part))) {
    const { value, interval } = pairedGain(scores.get(name)!.ranks, scores.get("mined")!.ranks, ndcg);
    yield lab.note(
      `${name}: ${shown(of(name) - mined)} points over mined negatives alone; nDCG of retrieval ${shown(100 * value)}, by drawing queries again ${shown(100 * interval[0])} to ${shown(100 * interval[1])}`,
    );
  }
  for (const [name, { byFamily, recall, mean }] of scores)
    yield lab.note(
      `${name}: ${shown(mean)}; ${families.map((family) => `${family} ${shown(byFamily[family])}`).join(", ")}; recall among ten ${shown(recall)} %`,
    );
}

const shown = (points: number): string => points.toFixed(1);
const ndcg = (rank: number): number => (rank <= 10 ? 1 / Math.log2(1 + rank) : 0);

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;

export function* drawPart(lab: KalmLab, { scores, parameters }: Results): Generator<LabEvent, void, void> {
  const of = (name: ArmName | Made): number => scores.get(name)!.mean;
  const inFamilies = ["plain, width 64", "weak pairs", "mined", "focal", "mixing", "soup"] as const;
  for (const series of inFamilies) {
    const { byFamily, mean } = scores.get(series)!;
    for (const [at, y] of [...families.map((family) => byFamily[family]), mean].entries())
      yield lab.point("Six families", { series, x: at + 1, y });
  }
  yield* named(lab, "What each part brings", parts, scores, `seed ${lab.seed}`, of("mined"));
  yield* named(lab, "Stages", stages, scores, `seed ${lab.seed}`);
  yield* named(lab, "Masks and pooling", forms, scores, `seed ${lab.seed}`);
  for (const [at, name] of plainArms.entries())
    yield lab.point("Score by size", { series: "plain", x: parameters[at], y: of(name) });
  yield lab.point("Score by size", { series: "whole recipe", x: parameters[0], y: of("soup") });
}

/** Scores above `from` of the models that there are, each at its place. */
function* named(
  lab: KalmLab,
  chart: ChartName,
  names: readonly (ArmName | Made)[],
  scores: Results["scores"],
  series: string,
  from = 0,
): Generator<LabEvent, void, void> {
  for (const [at, name] of names.entries())
    if (scores.has(name)) yield lab.point(chart, { series, x: at + 1, y: scores.get(name)!.mean - from });
}
