/** One net, trained in part: the same digits, steps and schedule for every arm, each at its own tuned rate. */
import { input, Scope, sgd, type Device, type Schedule } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import { openClassifier, type ClassifierRun } from "#lab/training/vision/index";
import {
  partlyTrainedNet,
  randomWeights,
  trainedCount,
  trainedParts,
  updatingOnly,
  type Free,
  type PartlyTrained,
} from "../method.ts";

export interface Training {
  readonly net: PartlyTrained;
  readonly data: Mnist;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
  readonly device?: Device;
}

export interface PartlyTrainedRun extends ClassifierRun {
  /** How many numbers its training may move. */
  readonly trained: number;
}

export const batch = 32;

/** A tenth of the rate after half of the steps, and a hundredth after four fifths: the paper's three levels, in a shorter run. */
export const levels =
  (learningRate: number, steps: number): Schedule =>
  (step) =>
    learningRate * (step < 0.5 * steps ? 1 : step < 0.8 * steps ? 0.1 : 0.01);

/** Free weights of each output channel: as many as it has gains and biases. */
const freePerChannel = 2;

/** Gradient descent with momentum 0.9 and a decay of 1e-4 on all that moves; nothing is augmented or clipped. */
export async function openPartlyTrained({ net, learningRate, ...plan }: Training): Promise<PartlyTrainedRun> {
  const { data, steps, seed } = plan;
  const pixels = data.rows * data.columns;
  const { parameters } = built(net, pixels);
  const free: Free =
    net.trained === trainedParts["random weights"] ? randomWeights(parameters, freePerChannel, seed) : {};
  const run = await openClassifier({
    ...plan,
    ...{ model: (at, images) => partlyTrainedNet(at, images, net), batch },
    optimizer: updatingOnly(sgd({ momentum: 0.9, weightDecay: 1e-4 }), free),
    learningRate: levels(learningRate, steps),
  });
  return { ...run, trained: trainedCount(parameters, free) };
}

function built(net: PartlyTrained, pixels: number): Scope {
  const scope = new Scope();
  partlyTrainedNet(scope, input("images", [1, pixels]), net);
  return scope;
}
