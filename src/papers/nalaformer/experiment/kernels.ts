/** The kernels that compete, each as weights to look at and as what mixes values. Nothing else differs between arms. */
import type { Tensor } from "#engine";
import type { AttentionMix } from "#lab/nn/language-model/attention";
import {
  eluFeatures,
  focusedFeatures,
  linearMix,
  linearWeights,
  reluFeatures,
  type FeatureMap,
} from "#lab/nn/language-model/linear-attention";
import { formA, formB, frozenAt } from "../method.ts";

/** Of queries, keys and values [..., N, d]. Not causal. */
export interface Kernel {
  readonly weights: (q: Tensor, k: Tensor) => Tensor;
  readonly mix: (q: Tensor, k: Tensor, v: Tensor) => Tensor;
}

/** Exponents of all queries alike: between the ends of 1.5 and 4.5, and the upper end, which all long queries share anyway. */
const [frozenExponent, largestExponent] = [3.8, 4.5];

/** Form A without its second half: entries below zero are lost. */
const positiveHalf: FeatureMap = {
  queries: (q) => formA().queries(q).slice(-1, 0, q.shape.at(-1)!),
  keys: (k) => formA().keys(k).slice(-1, 0, k.shape.at(-1)!),
};

export const features = {
  ReLU: reluFeatures,
  "1 + ELU": eluFeatures,
  focused: focusedFeatures(),
  "NaLa A": formA(),
  frozen: formA({ exponent: frozenAt(frozenExponent) }),
  "frozen at 4.5": formA({ exponent: frozenAt(largestExponent) }),
  "NaLa B": formB(),
  "positive half": positiveHalf,
} as const satisfies Readonly<Record<string, FeatureMap>>;

const softmaxOf = (q: Tensor, k: Tensor): Tensor =>
  q
    .matmul(k.transpose())
    .div(Math.sqrt(q.shape.at(-1)!))
    .softmax();

const linearKernel = ({ queries, keys }: FeatureMap): Kernel => ({
  weights: (q, k) => linearWeights(queries(q), keys(k)),
  mix: (q, k, v) => linearMix(queries(q), keys(k), v),
});

export const kernels = {
  softmax: { weights: softmaxOf, mix: (q, k, v) => softmaxOf(q, k).matmul(v) },
  ReLU: linearKernel(features.ReLU),
  "1 + ELU": linearKernel(features["1 + ELU"]),
  focused: linearKernel(features.focused),
  "NaLa A": linearKernel(features["NaLa A"]),
  frozen: linearKernel(features.frozen),
  "frozen at 4.5": linearKernel(features["frozen at 4.5"]),
  "NaLa B": linearKernel(features["NaLa B"]),
  "positive half": linearKernel(features["positive half"]),
} as const satisfies Readonly<Record<string, Kernel>>;

export type KernelName = keyof typeof kernels;

/** The other linear attentions, of which the best is what the method is held against. */
export const rivals = ["ReLU", "1 + ELU", "focused"] as const satisfies readonly KernelName[];

export const asMix =
  ({ mix }: Kernel): AttentionMix =>
  (_at, { queries, keys, values }) =>
    mix(queries, keys, values);
