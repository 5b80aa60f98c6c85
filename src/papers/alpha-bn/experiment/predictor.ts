/** Predictions with calibrated statistics: without any training, or with gain and bias adapted along the stream. */
import { adam, createTrainer, input, Scope, type Parameters, type Tensor } from "#engine";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { coreLoss } from "../method.ts";
import { calibrated, type Kind } from "./source.ts";

/** Images one after the other, in batches of the predictor's size. */
export type Batches = readonly Float32Array[];

export interface Predictor {
  readonly kind: Kind;
  readonly batch: number;
  /** Of every class, [rows * classes]; the rows are images or their pixels. */
  probabilities(weights: Parameters, images: Float32Array, targetWeight: number): Promise<Float32Array>;
  release(): Promise<void>;
}

interface Machine {
  readonly device: "cpu" | "wasm" | "webgpu";
  readonly threads: number;
}

const inputsOf = (kind: Kind, batch: number) => ({
  images: input("images", [batch, kind.side ** 2]),
  targetWeight: input("targetWeight", []),
});

/** One program for every weight. */
export async function openPredictor(kind: Kind, batch: number, { device, threads }: Machine): Promise<Predictor> {
  const { images, targetWeight } = inputsOf(kind, batch);
  const logits = calibrated(kind, new Scope({ mode: "inference" }), images, { targetWeight });
  const evaluator: Evaluator = await openEvaluator({ probabilities: logits.softmax() }, { device, threads });
  return {
    kind,
    batch,
    async probabilities(weights, images, weight) {
      const feeds = { images, targetWeight: Float32Array.of(weight) };
      return (await evaluator.run(weights, feeds)).probabilities.data as Float32Array;
    },
    release: () => evaluator.release(),
  };
}

/** Mean entropy of the predictions. Wang et al. 2021 (Tent). */
export function entropyLoss(logits: Tensor): Tensor {
  const logP = logits.logSoftmax();
  return logP.exp().mul(logP).sum(-1).mean().neg();
}

export const adaptations = { "entropy minimization": entropyLoss, Core: coreLoss } as const;
export type AdaptationName = keyof typeof adaptations;

export interface Adaptation {
  readonly name: AdaptationName;
  readonly learningRate: number;
  readonly targetWeight: number;
}

/**
 * Predicts each batch of a stream and then updates gain and bias on it, with Adam; starts from the weights of the source.
 * @throws DivergedError when the loss is not finite.
 */
export async function* adapting(
  predictor: Predictor,
  weights: Parameters,
  { name, learningRate, targetWeight }: Adaptation,
  stream: Batches,
  { device, threads }: Machine,
): AsyncGenerator<Float32Array, void, void> {
  const { kind, batch } = predictor;
  const inputs = inputsOf(kind, batch);
  const scope = new Scope({ mode: "inference" });
  const loss = adaptations[name](calibrated(kind, scope, inputs.images, inputs));
  const trainer = await createTrainer({ scope, loss, optimizer: adam(), parameters: weights, device, threads });
  try {
    for (const images of stream) {
      yield await predictor.probabilities(await trainer.snapshot(), images, targetWeight);
      await trainer.step({ images, targetWeight: Float32Array.of(targetWeight) }, { learningRate });
    }
  } finally {
    await trainer.release();
  }
}

/** The most likely class of every row. */
export function mostLikely(probabilities: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let at = 1; at < classes; at++)
      if (probabilities[row * classes + at] > probabilities[row * classes + best]) best = at;
    return best;
  });
}

/** The weighted mean of two predictions: what mixes no statistics. */
export const averaged = (stored: Float32Array, test: Float32Array, targetWeight: number): Float32Array =>
  stored.map((value, at) => (1 - targetWeight) * value + targetWeight * test[at]);
