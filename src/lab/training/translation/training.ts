/** Trains a translator on endless sentences and measures it on sentences of another stream. */
import {
  createTrainer,
  crossEntropies,
  input,
  random,
  Scope,
  type Device,
  type Mode,
  type Optimizer,
  type Schedule,
  type Trainer,
} from "#engine";
import { openEvaluator, scalar, type Evaluator } from "../../measure/evaluator.ts";
import { train, type TrainingStep } from "../training.ts";
import { longest, sentenceBatch } from "../../datasets/synthetic-translation.ts";
import { overWords, translator, wholeSentences, type Translator } from "../../nn/translation/model.ts";

export interface TranslatorPlan {
  readonly model: Translator;
  /** Sentences per step. */
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  readonly optimizer: Optimizer;
  readonly learningRate: Schedule;
  /** Largest global norm of the gradients. Default: not clipped. */
  readonly maxGradNorm?: number;
  readonly device?: Device;
  readonly threads?: number;
}

export interface TranslatorScore {
  /** Nats per word. */
  readonly nats: number;
  /** Share of words that are right, each given the right words before it. */
  readonly words: number;
  /** Share of sentences that are right from the first word to the last: what greedy decoding would get. */
  readonly sentences: number;
}

export interface TranslatorRun {
  readonly trainer: Trainer;
  train(): AsyncGenerator<TrainingStep, void, void>;
  /** Score on 512 sentences, the same for every seed and model, in inference mode. */
  test(): Promise<TranslatorScore>;
  release(): Promise<void>;
}

/** A translator of `batch` sentences with its loss. Feeds: source, given, target (language.ts). */
export function translatorLoss(model: Translator, { batch, mode }: { batch: number; mode: Mode }) {
  const scope = new Scope({ mode });
  const words = (name: "source" | "given" | "target") =>
    input(name, [batch, name === "source" ? longest.source : longest.target], "int32");
  const target = words("target");
  const logits = translator(scope, words("source"), words("given"), model);
  const right = logits.argmax(2).squeeze(2).equal(target).cast("float32");
  return {
    scope,
    nats: overWords(crossEntropies(logits, target), target),
    words: overWords(right, target),
    sentences: wholeSentences(right, target),
  };
}

const testBatch = 128;
const testBatches = 4;

/** Compiles a translator for training and for testing. Release it when done. */
export async function openTranslator(plan: TranslatorPlan): Promise<TranslatorRun> {
  const { model, batch, steps, seed, optimizer, learningRate, maxGradNorm, device, threads } = plan;
  const { scope, nats } = translatorLoss(model, { batch, mode: "training" });
  const trainer = await createTrainer({ scope, loss: nats, optimizer, maxGradNorm, seed, device, threads });
  let probe: Evaluator | null = null;
  return {
    trainer,
    train: () =>
      train(trainer, {
        steps,
        learningRate,
        feeds: (step) => ({ ...sentenceBatch(random(seed).stream(`sentences of step ${step}`), batch) }),
      }),
    async test() {
      const { nats, words, sentences } = translatorLoss(model, { batch: testBatch, mode: "inference" });
      probe ??= await openEvaluator({ nats, words, sentences }, { device, threads, name: "translation test" });
      const weights = await trainer.snapshot();
      const sum = { nats: 0, words: 0, sentences: 0 };
      for (let index = 0; index < testBatches; index++) {
        const score = await probe.run(weights, {
          ...sentenceBatch(random(0).stream(`test sentences ${index}`), testBatch),
        });
        for (const name of ["nats", "words", "sentences"] as const) sum[name] += scalar(score[name]) / testBatches;
      }
      return sum;
    },
    async release() {
      await trainer.release();
      await probe?.release();
    },
  };
}
