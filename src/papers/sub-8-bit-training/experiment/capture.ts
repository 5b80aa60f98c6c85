/** The gradients that a trained perceptron's hidden products get, and what ShiftQuant makes of them, all in one program. */
import { compile, gradient, random, type Parameters, type Tensor, type Values } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import { digitsAt, type Mnist } from "#lab/datasets/mnist";
import { openEvaluator } from "#lab/measure/evaluator";
import { integerProduct, perTensor } from "#lab/nn/low-precision/codes";
import { classifierLoss } from "#lab/training/vision/index";
import { shiftCodes } from "../method.ts";
import { groupsOf, normOf, productOf, shiftQuantIn } from "./arms.ts";
import { digitPixels, perceptron } from "./digits.ts";
import type { ShiftQuantLab } from "./settings.ts";

export const bits = 4;
export const groupCounts = [1, 2, 3, 4, 5, 6] as const;

/** Of one layer: matrices row by row. */
export interface Captured {
  readonly gradient: number[];
  /** s_c by number of groups, 1 first. */
  readonly scales: number[][];
  readonly codes: number[];
  readonly exponents: number[];
  /** Codes of the layer's weights [inputs, channels]. */
  readonly weights: number[];
  /** Of the one product of shifted codes through int8: whole numbers [rows, inputs]. */
  readonly sums: number[];
}

const batch = 128;

export async function capture(
  { seed, device, threads }: ShiftQuantLab,
  hidden: number,
  { train }: Mnist,
  snapshots: readonly Parameters[],
): Promise<Captured[][]> {
  const arm = shiftQuantIn(bits);
  const layers: { y: Tensor; weight: Tensor }[] = [];
  const product = productOf(arm, (y, weight) => layers.push({ y, weight }));
  const { scope, loss } = classifierLoss(perceptron({ hidden, norm: normOf(arm), product }), {
    batch,
    mode: "training",
    pixels: digitPixels,
  });
  const gradients = gradient(
    loss,
    layers.map(({ y }) => y),
  );
  const outputs = layers.flatMap(({ weight }, at) => {
    const noise = scope.scope(`captured ${at}`).noise("rounding", gradients[at].shape);
    const { codes, exponents, shifted } = shiftCodes(gradients[at], { bits, groups: groupsOf(bits) }, noise);
    const weights = perTensor(weight, bits).codes;
    const scales = groupCounts.map((groups) => shiftCodes(gradients[at], { bits, groups }).scale);
    const sums = integerProduct(shifted, weights.transpose());
    const named = { gradient: gradients[at], codes, exponents, weights, sums, ...Object.fromEntries(scales.entries()) };
    return Object.entries<Tensor>(named).map(([name, tensor]) => [`${at}/${name}`, tensor] as const);
  });
  const named = Object.fromEntries(outputs);
  const evaluator = await openEvaluator(named, { device, threads, name: "gradients" });
  // The first hidden layer's own rounding is behind everything that is looked at.
  const asked = new Set(compile({ outputs: named }).inputs.map(({ name }) => name));
  const noises = scope.noises
    .filter(({ name }) => asked.has(name))
    .map(({ name, tensor }) => [name, random(seed).stream(name).uniform(tensor.size)] as const);
  const digits = digitsAt(train, shuffledBatch(seed, 0, { batch, count: train.count }));
  const feeds: Values = { ...digits, ...Object.fromEntries(noises) };
  try {
    const all: Captured[][] = [];
    for (const weights of snapshots) {
      const values = await evaluator.run(weights, feeds);
      const numbers = (at: number, name: string | number) => Array.from(values[`${at}/${name}`].data, Number);
      all.push(
        layers.map((_, at) => ({
          ...{ gradient: numbers(at, "gradient"), codes: numbers(at, "codes"), exponents: numbers(at, "exponents") },
          ...{ weights: numbers(at, "weights"), sums: numbers(at, "sums") },
          scales: groupCounts.map((_, index) => numbers(at, index)),
        })),
      );
    }
    return all;
  } finally {
    await evaluator.release();
  }
}
