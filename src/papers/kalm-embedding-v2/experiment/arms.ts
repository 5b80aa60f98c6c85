/** What is compared: encoders that differ in their form, their data, or in how a step weighs and mixes. */
import { gamma } from "../method.ts";
import { largerWidth, mined, moreMined, ourForm, type Form } from "./sizes.ts";

/** What a step of the second stage does besides InfoNCE with mined negatives. */
export interface Aim {
  /** gamma. */
  readonly exponent: number;
  /** `mean 1`: the same weights with a mean of 1. `shuffled`: each query gets another one's. */
  readonly weights: "focal" | "mean 1" | "shuffled";
  /** Five of them a query. `copies`: of its mined negatives, in place of mixtures. `passed on`: mixtures hand their gradient to what they are mixed from. */
  readonly extra: "none" | "mixed" | "passed on" | "copies";
}

/** Pairs alone, without mined negatives. */
export interface PairArm {
  readonly kind: "pairs";
  readonly form: Form;
  /** What it begins from. */
  readonly from: "language model" | "nothing";
  readonly data: "labelled" | "five" | "broad";
  /** As the second stage, or as all stages together: as many updates of as many pairs. */
  readonly long: "tuned" | "whole";
}

/** The second stage, with mined negatives. */
export interface AimedArm {
  readonly kind: "aimed";
  readonly from: "weak pairs" | "language model";
  readonly aim: Aim;
  readonly negatives: number;
  /** `budget`: the tokens of the first stage are spent here, too. `three`: as long as the three models of a soup together. */
  readonly long: "tuned" | "budget" | "three";
  /** Negatives are mined again after half of the steps. */
  readonly again: boolean;
  /** Which order of the pairs it sees: models of a soup differ in nothing else. */
  readonly order: number;
}

export type Arm = PairArm | AimedArm;

const pairs = (form: Partial<Form>, change: Partial<PairArm> = {}): PairArm => ({
  ...{ kind: "pairs", from: "language model", data: "labelled", long: "tuned" },
  form: { ...ourForm, ...form },
  ...change,
});

const plainAim: Aim = { exponent: 0, weights: "focal", extra: "none" };
const recipeAim: Aim = { exponent: gamma, weights: "focal", extra: "mixed" };
const aimed = (aim: Partial<Aim>, change: Partial<AimedArm> = {}): AimedArm => ({
  ...{ kind: "aimed", from: "weak pairs", negatives: mined, long: "tuned", again: false, order: 0 },
  aim: { ...plainAim, ...aim },
  ...change,
});

export const arms = {
  "both directions, mean": pairs({}),
  "both directions, last": pairs({ pooling: "last" }),
  "causal, mean": pairs({ causal: true }),
  "causal, last": pairs({ causal: true, pooling: "last" }),
  "five categories": pairs({}, { data: "five" }),
  "21 categories": pairs({}, { data: "broad" }),
  "plain, width 64": pairs({}, { from: "nothing", long: "whole" }),
  "plain, width 160": pairs({ width: largerWidth }, { from: "nothing", long: "whole" }),
  mined: aimed({}),
  focal: aimed({ exponent: gamma }),
  "focal, exponent 2": aimed({ exponent: 2 }),
  "focal, mean 1": aimed({ exponent: gamma, weights: "mean 1" }),
  "focal, shuffled": aimed({ exponent: gamma, weights: "shuffled" }),
  mixing: aimed({ extra: "mixed" }),
  "mixing, passed on": aimed({ extra: "passed on" }),
  copies: aimed({ extra: "copies" }),
  "mined again": aimed({}, { again: true }),
  "seven mined": aimed({}, { negatives: moreMined }),
  recipe: aimed(recipeAim),
  "recipe, second": aimed(recipeAim, { order: 1 }),
  "recipe, third": aimed(recipeAim, { order: 2 }),
  "recipe, no weak pairs": aimed(recipeAim, { from: "language model", long: "budget" }),
  "recipe, three times as long": aimed(recipeAim, { long: "three" }),
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** What negatives are mined by: no arm begins from it, and it has learned from pairs the longest. */
export const minerArm = "plain, width 64" satisfies ArmName;
/** Of the soup: they begin from the same model. */
export const members = ["recipe", "recipe, second", "recipe, third"] as const satisfies readonly ArmName[];
/** Of the recipe's size, and three times as large. */
export const plainArms = ["plain, width 64", "plain, width 160"] as const satisfies readonly ArmName[];
export const formOf = (name: ArmName): Form => {
  const arm: Arm = arms[name];
  return arm.kind === "pairs" ? arm.form : ourForm;
};

/** Controls beside the claims' own: notes and charts alone have them. */
const beside: readonly ArmName[] = [
  ...(["both directions, last", "focal, exponent 2", "focal, mean 1"] as const),
  ...(["mixing, passed on", "mined again", "seven mined"] as const),
];
/** What claims are measured by. */
export const claimArms = armNames.filter((name) => !beside.includes(name));

/** Arms whose rate is tuned. */
export const tunedArms = [
  ...["both directions, mean", "causal, mean", "causal, last", ...plainArms],
  ...["mined", "recipe", "recipe, no weak pairs"],
] as const satisfies readonly string[] as readonly ArmName[];
/** Others take the rate of what they change a part of: a rate of their own, a notch beside it, would be a larger change than the part. */
export function rateNameOf(name: ArmName): ArmName {
  if (tunedArms.includes(name)) return name;
  if (arms[name].kind === "pairs") return "both directions, mean";
  return name.startsWith("recipe") ? "recipe" : "mined";
}
