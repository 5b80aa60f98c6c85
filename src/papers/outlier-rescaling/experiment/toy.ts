/**
 * A toy whose only way to a gain per sample is an outlier in front of the norm.
 *
 *   x ~ N(0, 1) in R^16,   h = x + gelu(x W1 + b) W2,   y = N(h) W3 in R^8,   target = g(x_8) (x_0..x_7 W*)
 *
 * W* is the seed's. The first eight entries have to pass the norm as they are; how large they leave it is for the ninth to say.
 */
import {
  adam,
  constant,
  input,
  meanSquaredError,
  normal,
  random,
  Scope,
  warmupLinear,
  zeros,
  type Parameters,
  type Tensor,
} from "#engine";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import type { Norm } from "#lab/nn/language-model/parts";
import { openTraining, type Training } from "#lab/training/open-training";
import type { OutlierLab } from "./settings.ts";

export const toyWidth = 16;
/** The entry that says how large the others have to leave the norm. */
export const control = 8;

/** What the target is multiplied by. */
export const gains = {
  sigmoid: (c: Tensor) => c.mul(3).sigmoid().add(0.1),
  /** No gate's own shape: large in the middle. */
  bump: (c: Tensor) => c.square().mul(2).add(1).reciprocal().add(0.1),
  /** The mean of the first: nothing to be said about the size. */
  none: (c: Tensor) => c.mul(0).add(0.6),
} as const;

export interface ToyArm {
  readonly name: string;
  readonly norm: Norm;
  readonly gain?: keyof typeof gains;
  /** Largest |h|. Default: any. */
  readonly limit?: number;
  /** Default 32. */
  readonly hidden?: number;
}

export interface ToyEnd {
  /** Mean squared error on samples that were not trained on. */
  readonly error: number;
  /** Largest |h| on them. */
  readonly peak: number;
  /** Mean |h| of each entry. */
  readonly size: readonly number[];
  /** |h| of the control entry, sample by sample, and the control itself. */
  readonly outlier: readonly number[];
  readonly control: readonly number[];
  /** What each entry of the norm passes on: its gain times the length of the row of W3 that reads it. */
  readonly weight: readonly number[];
}

const batch = 128;
const held = 4096;

interface Toy {
  readonly scope: Scope;
  readonly loss: Tensor;
  readonly h: Tensor;
}

function toy(seed: number, rows: number, { norm, gain = "sigmoid", limit = Infinity, hidden = 32 }: ToyArm): Toy {
  const scope = new Scope();
  const x = input("x", [rows, toyWidth]);
  const inner = x
    .matmul(scope.parameter("W1", [toyWidth, hidden], normal(Math.sqrt(1 / 16))))
    .add(scope.parameter("b", [hidden], zeros))
    .gelu()
    .matmul(scope.parameter("W2", [hidden, toyWidth], normal(0.1)));
  const sum = x.add(inner);
  const h = Number.isFinite(limit) ? sum.clip(-limit, limit) : sum;
  const y = norm(scope.scope("norm"), h).matmul(scope.parameter("W3", [toyWidth, 8], normal(Math.sqrt(1 / 16))));
  const map = random(seed)
    .stream("toy target")
    .normal(8 * 8)
    .map((value) => value / Math.sqrt(8));
  const target = x
    .slice(1, 0, 8)
    .matmul(constant(map, { shape: [8, 8] }))
    .mul(gains[gain](x.slice(1, control, control + 1)));
  return { scope, loss: meanSquaredError(y, target), h };
}

const samples = (seed: number, name: string, rows: number) => ({
  x: random(seed)
    .stream(name)
    .normal(rows * toyWidth),
});

export interface ToyRun {
  readonly train: Training["train"];
  /** What the arm makes of samples that it has not seen, with its present weights. */
  look(): Promise<ToyEnd>;
  release(): Promise<void>;
}

/** Opens an arm of the toy: Adam, its rate falling in a line to zero. */
export async function openToy(
  { seed, device, threads }: Pick<OutlierLab, "seed" | "device" | "threads">,
  arm: ToyArm,
  { steps, learningRate }: { readonly steps: number; readonly learningRate: number },
): Promise<ToyRun> {
  const { scope, loss } = toy(seed, batch, arm);
  const training = await openTraining(
    { scope, loss, feeds: (step) => samples(seed, `toy step ${step}`, batch) },
    {
      steps,
      seed,
      optimizer: adam(),
      learningRate: warmupLinear({ peak: learningRate, warmup: 0, total: steps }),
      device,
      threads,
    },
  );
  const { loss: error, h } = toy(seed, held, arm);
  const size = h.abs();
  const outputs = { error, peak: size.max(), size: size.mean(0), outlier: size.at(1, control) };
  const evaluator = await openEvaluator(outputs, { device, threads, name: "toy" });
  const unseen = samples(seed, "toy, unseen", held);
  return {
    train: training.train,
    async look() {
      const weights = await training.trainer.snapshot();
      const found = await evaluator.run(weights, unseen);
      return {
        error: scalar(found.error),
        peak: scalar(found.peak),
        size: Array.from(found.size.data, Number),
        outlier: Array.from(found.outlier.data, Number),
        control: Array.from({ length: held }, (_, row) => unseen.x[row * toyWidth + control]),
        weight: passedOn(weights),
      };
    },
    async release() {
      await training.release();
      await evaluator.release();
    },
  };
}

/** A gain of 1 where the norm has none. */
function passedOn(weights: Parameters): number[] {
  const { W3, "norm/gain": gain } = weights;
  return Array.from({ length: toyWidth }, (_, entry) => {
    const row = Array.from(W3.subarray(8 * entry, 8 * (entry + 1)));
    return Math.abs(gain ? gain[entry] : 1) * Math.hypot(...row);
  });
}
