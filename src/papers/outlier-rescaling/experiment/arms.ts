/** Who takes part: in the toy, on the task that makes attention sinks, and in the character model. */
import { input, Scope, type Tensor } from "#engine";
import type { AttentionOptions } from "#lab/nn/language-model/attention";
import { attentionVariants } from "#lab/nn/language-model/attention-variants";
import { dynamicTanh, noNorm, rmsNorm } from "#lab/nn/norms";
import {
  feedForward,
  languageModel,
  modelOf,
  selfAttention,
  swiglu,
  type Arm,
  type Comparison,
  type Norm,
} from "#lab/training/language-model/index";
import { clippedPreNorm, gatedNorm, preAffine, type GateOptions } from "../method.ts";
import type { ToyArm } from "./toy.ts";

const toyGate: GateOptions = { rank: 4, std: 0.2 };

/** A limit that cuts what a sample needs, and one that cuts the largest outliers only. */
export const toyLimits = { tight: 3, loose: 20 } as const;

export const toyArms = [
  { name: "RMSNorm", norm: rmsNorm },
  { name: "PreAffine", norm: preAffine },
  { name: "GatedNorm", norm: gatedNorm(toyGate) },
  { name: "no norm", norm: noNorm },
  { name: "DyT", norm: dynamicTanh },
  { name: "RMSNorm, tight clip", norm: rmsNorm, limit: toyLimits.tight },
  { name: "RMSNorm, loose clip", norm: rmsNorm, limit: toyLimits.loose },
  { name: "GatedNorm, tight clip", norm: gatedNorm(toyGate), limit: toyLimits.tight },
  // As many weights as with the gate.
  { name: "RMSNorm, wider", norm: rmsNorm, hidden: 36 },
  { name: "RMSNorm, no gain needed", norm: rmsNorm, gain: "none" },
] as const satisfies readonly ToyArm[];

export type ToyArmName = (typeof toyArms)[number]["name"];

/** Every form of the gate: the first is the paper's. */
export const gateForms = (["elementwise", "tensorwise"] as const).flatMap((form) =>
  (["sigmoid", "tanh", "silu", "none"] as const).map((activation) => ({
    name: `${form} ${activation}`,
    norm: gatedNorm({ ...toyGate, form, activation }),
  })),
);

export type GateForm = (typeof gateForms)[number];

/** What they are asked for: the first is what a sigmoid gate would make itself. */
export const gateGains = ["sigmoid", "bump"] as const;

/** An arm that says what its attention is, so that it can be looked into. */
export interface AttendingArm<Name extends string = string> extends Arm {
  readonly name: Name;
  readonly attention: AttentionOptions;
}

const { softmax, gated } = attentionVariants;

export const taskArmNames = ["softmax", "gated", "gated, clipped"] as const;
export type TaskArmName = (typeof taskArmNames)[number];

/** The gate has as many weights as half the width of the feed-forward sublayer, which is taken from that. */
export function taskArm(name: TaskArmName, limit: number): AttendingArm<TaskArmName> {
  const isGated = name.startsWith("gated");
  const attention = isGated ? gated : softmax;
  const model: Arm["model"] = {
    attention: selfAttention(attention),
    feedForward: feedForward({ expand: isGated ? 3.5 : 4 }),
    ...(name.endsWith("clipped") && { placement: clippedPreNorm(limit) }),
  };
  return { name, norm: rmsNorm, attention, model };
}

export const textGate: GateOptions = { rank: 4 };

interface TextForm {
  readonly norm: Norm;
  readonly attention: AttentionOptions;
  readonly sigmoid?: boolean;
}

const textForms = {
  RMSNorm: { norm: rmsNorm, attention: softmax },
  GA: { norm: rmsNorm, attention: gated },
  DyT: { norm: (at, x) => dynamicTanh(at, x), attention: softmax },
  GLU: { norm: rmsNorm, attention: softmax, sigmoid: true },
  "GA + PreAffine": { norm: preAffine, attention: gated },
  "GA + GatedNorm": { norm: gatedNorm(textGate), attention: gated },
} as const satisfies Readonly<Record<string, TextForm>>;

export type TextArmName = keyof typeof textForms;
export const textArmNames = Object.keys(textForms) as TextArmName[];

/** Token embeddings as long as what the norms put out: a tanh, which divides by nothing, would see next to nothing otherwise. */
export const embeddingStd = 0.5;

type Bench = Pick<Comparison, "text" | "shape">;

/** Each with as many weights as the first, but for rounding: what it adds is taken from the feed-forward sublayers. */
export function textArms(bench: Bench, names: readonly TextArmName[] = textArmNames): AttendingArm<TextArmName>[] {
  const { depth, width } = bench.shape;
  const usual = 8 * Math.round(width / 3);
  const wanted = weightsOf(textArm("RMSNorm", usual), bench);
  return names.map((name) => {
    const extra = weightsOf(textArm(name, usual), bench) - wanted;
    return textArm(name, usual - Math.round(extra / (3 * width * depth)));
  });
}

/** As in LLaMA, which the paper's models are. */
export function textArm(
  name: TextArmName,
  hidden: number,
  norm: Norm = textForms[name].norm,
): AttendingArm<TextArmName> {
  const { attention, sigmoid = false }: TextForm = textForms[name];
  const activation = sigmoid ? { activation: gateOf } : {};
  const inner = swiglu({ hidden: () => hidden, ...activation });
  const model: Arm["model"] = {
    feedForward: inner,
    attention: selfAttention(attention),
    positions: "rotary",
    biases: false,
  };
  return { name, norm, attention, model };
}

const gateOf = (x: Tensor) => x.sigmoid();

/** How many numbers an arm learns. */
export function weightsOf(arm: Arm, { text, shape }: Bench): number {
  const scope = new Scope({ mode: "inference" });
  languageModel(scope, input("tokens", [1, 4], "int32"), modelOf(arm, { text, shape }));
  return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
}
