/** What is compared: every way to weigh the tokens of what is to be forgotten, and controls that could refute the weights. */
import { input, random, type Tensor, type Values } from "#engine";
import { weightedMean } from "#lab/nn/language-model/weighted";
import {
  batchWeights,
  forgetLoss,
  groupWeights,
  hardMask,
  instanceWeights,
  likelihoodWeights,
  npoLoss,
  satImp,
  simNpoLoss,
} from "../method.ts";
import { rowLength, type Fact } from "./people.ts";

/** The half of a batch that is to be forgotten, as tensors [batch, rowLength]. */
export interface ForgetBatch {
  readonly losses: Tensor;
  /** 1 at answer tokens. */
  readonly mask: Tensor;
}

/** The same as values, for what an arm feeds besides. */
export interface FedBatch {
  readonly facts: readonly Fact[];
  readonly mask: Float32Array;
  readonly seed: number;
  readonly step: number;
  /** What the model lost on each answer before it began to forget. */
  readonly reference: readonly number[];
}

export interface Arm {
  /** Arms with the same function share a program. */
  readonly loss: (at: ForgetBatch) => Tensor;
  readonly feeds?: (batch: FedBatch) => Values;
}

export const forgetBatch = 12;
const shape = [forgetBatch, rowLength];

/** The exponents are fed, so that arms that differ in nothing else share a program; to the power of 0 every weight is 1. */
const weighted: Arm["loss"] = ({ losses, mask }) => {
  const exponents = { saturation: input("saturation", []), importance: input("importance", []) };
  return forgetLoss(losses, likelihoodWeights(losses, exponents), mask);
};

const byToken = ({ saturation = 0, importance = 0 }: { saturation?: number; importance?: number }): Arm => ({
  loss: weighted,
  feeds: () => ({ saturation: Float32Array.of(saturation), importance: Float32Array.of(importance) }),
});

const markedMean: Arm["loss"] = ({ losses }) => weightedMean(losses, input("marks", shape)).neg();

/** Tokens that are marked from outside, the mean over them. */
const marked = (feeds: (batch: FedBatch) => Float32Array): Arm => ({
  loss: markedMean,
  feeds: (batch) => ({ marks: feeds(batch) }),
});

const answerPlaces = (mask: Float32Array): number[] => Array.from(mask.keys()).filter((at) => mask[at] === 1);

/** SatImp's own weights, dealt anew at each step to the answer tokens of the batch: as many, as large, on other tokens. */
const shuffled: Arm = {
  loss: ({ losses, mask }) => {
    const weights = likelihoodWeights(losses, satImp).reshape(-1);
    return forgetLoss(losses, weights.gather(input("order", [weights.size], "int32")).reshape(...shape), mask);
  },
  feeds({ mask, seed, step }) {
    const places = answerPlaces(mask);
    const order = Int32Array.from(mask.keys());
    const dealt = random(seed).stream(`order of step ${step}`).permutation(places.length);
    for (const [at, place] of places.entries()) order[place] = places[dealt[at]];
    return { order };
  },
};

/** One weight for all tokens, as large as the mean of SatImp's. */
const level: Arm = {
  loss: ({ losses, mask }) => {
    const mean = weightedMean(likelihoodWeights(losses, satImp), mask);
    return forgetLoss(losses, mean.expand(shape), mask);
  },
};

const share = 0.3;

export const arms = {
  GA: byToken({}),
  "SimSat 1": byToken({ saturation: 1 }),
  "SimSat 5": byToken({ saturation: 5 }),
  "SimSat 20": byToken({ saturation: 20 }),
  "SimImp 0.1": byToken({ importance: 0.1 }),
  "SimImp 0.5": byToken({ importance: 0.5 }),
  "SimImp 2": byToken({ importance: 2 }),
  SatImp: byToken(satImp),
  "SatImp, groups": {
    loss: ({ losses, mask }) => forgetLoss(losses, groupWeights(likelihoodWeights(losses, satImp), mask, 4), mask),
  },
  "SatImp, answers": { loss: ({ losses, mask }) => forgetLoss(losses, instanceWeights(losses, mask, satImp), mask) },
  "SatImp, batch": { loss: ({ losses, mask }) => forgetLoss(losses, batchWeights(losses, mask, satImp), mask) },
  "SatImp, shuffled": shuffled,
  "SatImp, level": level,
  "keys only": marked(({ facts }) => {
    const marks = new Float32Array(forgetBatch * rowLength);
    for (const [row, { prompt, key }] of facts.entries()) marks[row * rowLength + prompt.length - 1 + key] = 1;
    return marks;
  }),
  NPO: {
    loss: ({ losses, mask }) => npoLoss(losses, mask, input("reference", [forgetBatch]), 0.1),
    feeds: ({ reference }) => ({ reference: Float32Array.from(reference) }),
  },
  SimNPO: { loss: ({ losses, mask }) => simNpoLoss(losses, mask, { beta: 5.5 }) },
  "hardest 30 %": { loss: ({ losses, mask }) => weightedMean(losses, hardMask(losses, mask, share, "top")).neg() },
  "easiest 70 %": { loss: ({ losses, mask }) => weightedMean(losses, hardMask(losses, mask, share, "bottom")).neg() },
  "random 30 %": marked(({ mask, seed, step }) => {
    const drawn = random(seed).stream(`marks of step ${step}`).bernoulli(mask.length, share);
    return drawn.map((one, at) => one * mask[at]);
  }),
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];
/** Those that are compared after the same number of updates, too. */
export const comparedAtEnd = ["GA", "SatImp"] as const satisfies readonly ArmName[];
