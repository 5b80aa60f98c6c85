/** The models that are compared, and how they are trained: all alike but for what their names say. */
import { adam, input, warmupCosine, type Scope, type Tensor } from "#engine";
import type { TranslationData } from "#lab/datasets/translation";
import { floats, type Arithmetic } from "#lab/nn/recurrent/lstm";
import { decode, encode, type Seq2Seq } from "#lab/nn/recurrent/seq2seq";
import type { TranslationModel, TranslatorPlan } from "#lab/training/translation/index";
import { boundAt, constrained } from "../method.ts";
import type { VocabularyName } from "./corpus.ts";

export interface Size {
  readonly embedding: number;
  readonly units: number;
  readonly layers: number;
}

export interface Arm {
  readonly symbols: VocabularyName;
  readonly constrained: boolean;
  readonly residual: boolean;
  /** Default: those of the preset. */
  readonly layers?: number;
}

/** The translator itself, without what clips it, and with other vocabularies. */
export const translatorArms = {
  GNMT: { symbols: "pieces", constrained: true, residual: true },
  "GNMT, unconstrained": { symbols: "pieces", constrained: false, residual: true },
  "GNMT, words": { symbols: "words", constrained: true, residual: true },
  "GNMT, mixed": { symbols: "mixed", constrained: true, residual: true },
} as const satisfies Record<string, Arm>;
export type TranslatorArm = keyof typeof translatorArms;
export const translatorNames = Object.keys(translatorArms) as TranslatorArm[];
/** Those that claims compare. The mixed vocabulary is only shown, for the seeds that are drawn, at GNMT's rate. */
export const comparedNames: readonly TranslatorArm[] = translatorNames.filter((name) => name !== "GNMT, mixed");

export const deepNames = ["residual", "plain"] as const;
/** Stacks of so many layers on either side, in words, which make short sequences. */
export const deepArm = (kind: (typeof deepNames)[number], layers: number): Arm => ({
  ...{ symbols: "words", constrained: true, residual: kind === "residual", layers },
});
export const deepName = (kind: (typeof deepNames)[number], layers: number): string => `${kind}, ${layers} layers`;

/** What a model is in floats or otherwise; the weights do not depend on it. */
export const modelOf = (
  { residual, layers }: Pick<Arm, "residual" | "layers">,
  size: Size,
  { vocabulary, arithmetic }: { vocabulary: number; arithmetic: Arithmetic },
): Seq2Seq => ({ ...size, ...(layers && { layers }), residual, vocabulary, arithmetic });

/** The bound of training is fed; at inference it is 1. */
const arithmeticOf = (arm: Arm, at: Scope): Arithmetic =>
  arm.constrained ? constrained(at.mode === "training" ? input("delta", []) : 1) : floats;

/** Logits of the next symbol, as translators are trained and tested. */
export const logitsOf =
  (arm: Arm, size: Size, vocabulary: number): TranslationModel =>
  (at, source, given): Tensor => {
    const model = modelOf(arm, size, { vocabulary, arithmetic: arithmeticOf(arm, at) });
    return decode(at, given, encode(at, source, model), model).logits;
  };

export interface Training {
  readonly size: Size;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
}

export const planOf = (
  arm: Arm,
  data: TranslationData,
  { size, batch, steps, learningRate }: Training,
  machine: Pick<TranslatorPlan, "seed" | "device" | "threads">,
): TranslatorPlan => ({
  ...machine,
  ...{ data, batch, steps, maxGradNorm: 5, optimizer: adam() },
  model: logitsOf(arm, size, data.vocabularies.target),
  learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 20), total: steps }),
  ...(arm.constrained && { extra: (step: number) => ({ delta: Float32Array.of(boundAt(step, steps)) }) }),
});
