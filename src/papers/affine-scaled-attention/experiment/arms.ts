/** The arms: softmax, what resembles affine scaling, its variants, and a control whose scale is never learned. */
import { constant, warmupStableDecay, type Schedule } from "#engine";
import { attentionVariants } from "#lab/nn/language-model/attention-variants";
import type { AttentionOptions, AttentionWeights } from "#lab/nn/language-model/attention";
import { rmsNorm } from "#lab/nn/norms";
import { selfAttention, swiglu, type Arm, type LanguageModel } from "#lab/training/language-model/index";
import { affineWeights, sigmoid, withRunningMean } from "../method.ts";

/**
 * Every row starts as in affine scaling and has the same running mean, but each query keeps the scale 0.5: what is left
 * is a softmax of half the size.
 */
const fixedScale: AttentionWeights = (at, scores) => {
  const [batch, heads, queries] = scores.shape;
  return withRunningMean(at, scores, constant([0.5]).reshape(1, 1, 1, 1).expand([batch, heads, queries, 1]));
};

const affine = { weights: affineWeights() };
const { softmax, sink, gated } = attentionVariants;

/** Of the character model. */
export const textAttention = {
  softmax,
  sink,
  affine,
  "fixed scale": { weights: fixedScale },
  "affine, sigmoid": { weights: affineWeights({ limit: sigmoid }) },
  gated,
  "affine, gated": { ...affine, ...gated },
} satisfies Readonly<Record<string, AttentionOptions>>;

/** Of the task that makes sinks. */
export const taskAttention = {
  softmax,
  sink,
  affine,
  "affine, visible keys": { weights: affineWeights({ keyCount: "visible" }) },
  "fixed scale": { weights: fixedScale },
} satisfies Readonly<Record<string, AttentionOptions>>;

export type TextArm = keyof typeof textAttention;
export type TaskArm = keyof typeof taskAttention;

/** As in LLaMA, which the paper's models are. */
export const llama: Partial<LanguageModel> = { feedForward: swiglu(), positions: "rotary", biases: false };

/** Warm-up, a constant rate, and a fall over the last fifth; gradients are not clipped, so that their norm is raw. */
export const schedule =
  (steps: number) =>
  (peak: number): Schedule =>
    warmupStableDecay({
      peak,
      warmup: Math.ceil(0.15 * steps),
      decay: Math.floor(0.2 * steps),
      total: steps,
      minLearningRate: peak / 10,
    });

/** An arm but for its rate, for a run of so many steps. */
export const armOf = <Name extends string>(
  name: Name,
  attention: AttentionOptions,
  steps: number,
  model: Partial<LanguageModel>,
): Arm & { readonly name: Name } => ({
  name,
  norm: rmsNorm,
  maxGradNorm: null,
  schedule: schedule(steps),
  model: { ...model, attention: selfAttention(attention) },
});

export const textArms = (steps: number) =>
  Object.entries(textAttention).map(([name, attention]) => armOf(name as TextArm, attention, steps, llama));

/** With learned positions, by which the first token is easy to find. */
export const taskArms = (steps: number) =>
  Object.entries(taskAttention).map(([name, attention]) => armOf(name as TaskArm, attention, steps, {}));
