/** The arms: eight ways to carry gains, and what decays in two kinds of block. */
import {
  causalAttention,
  modelOf,
  swiglu,
  type Arm,
  type LanguageModel,
  type Placement,
} from "#lab/training/language-model/index";
import { noNorm, rmsScale } from "#lab/nn/norms";
import { decaying, scaleVector, withScaleVectors, type ScaleVectors, type Side } from "../method.ts";
import type { Bench } from "./settings.ts";

/**
 * The eight forms of the comparison. "unified" is HG, DP, the unit form and the decay of input gains
 * together; with DNP the decay would do nothing, as a normalization behind a matrix undoes any size in front of it.
 */
export const forms = {
  baseline: { form: "plain" },
  "no scale": { form: "none" },
  HG: { form: "plain", separate: true },
  DP: { form: "plain", behind: "gain" },
  DNP: { form: "plain", behind: "normalized gain" },
  "MD unit": { form: "unit" },
  "MD product": { form: "product" },
  unified: { form: "unit", separate: true, behind: "gain" },
} as const satisfies Record<string, ScaleVectors>;

export type FormName = keyof typeof forms;

/** The model all arms change: the comparison's own, with a gated feed-forward so that it has two branches. */
export const baseModel = (bench: Bench): LanguageModel => ({
  ...modelOf({ norm: noNorm }, bench),
  feedForward: swiglu(),
});

export const modelIn = (bench: Bench, form: FormName): LanguageModel => withScaleVectors(baseModel(bench), forms[form]);

export const formArms = (bench: Bench, names: readonly string[]): Arm[] =>
  (Object.keys(forms) as FormName[])
    .filter((name) => names.includes(name))
    .map((name) => ({
      name,
      norm: noNorm,
      model: modelIn(bench, name),
      ...(name === "unified" ? { decayFilter: decaying("input gain") } : {}),
    }));

/** Larger than the comparison's 0.1, for everything that decays: its effect shows within a short run. */
export const strongDecay = 0.5;

const rmsWith =
  (side: Side): LanguageModel["norm"] =>
  (at, x) =>
    rmsScale(x).mul(scaleVector(at, x.shape.at(-1)!, "plain", side));

/** x + N(F(N(x))): a second norm behind each branch, whose gain sets the size of what is added. */
const sandwich: Placement = (at, x, branch, norm) =>
  x.add(rmsWith("output gain")(at.scope("norm behind"), branch(norm(at.scope("norm"), x))));

/** Gains on both sides of every branch, and on queries and keys, as in Gemma. */
const gemmaLike = (bench: Bench): LanguageModel => ({
  ...modelIn(bench, "baseline"),
  placement: sandwich,
  attention: causalAttention({ queryKeyNorm: rmsWith("output gain") }),
});

/** Which gains decay: in the baseline's block, and in one that has output gains too. */
export const decayArms = (bench: Bench): Arm[] => {
  const arm = (name: string, model: LanguageModel, sides: Side[]): Arm => ({
    name,
    norm: noNorm,
    model,
    weightDecay: strongDecay,
    decayFilter: decaying(...sides),
  });
  const [plain, gemma] = [modelIn(bench, "baseline"), gemmaLike(bench)];
  return [
    arm("pre-norm: none decay", plain, []),
    arm("pre-norm: input gains decay", plain, ["input gain"]),
    arm("two-sided: none decay", gemma, []),
    arm("two-sided: input gains decay", gemma, ["input gain"]),
    arm("two-sided: output gains decay", gemma, ["output gain"]),
    arm("two-sided: both decay", gemma, ["input gain", "output gain"]),
  ];
};
