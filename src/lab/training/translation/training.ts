/** Trains a translator on endless sentences and measures it on sentences of another stream. */
import { crossEntropies, input, random, Scope, type Mode, type Tensor, type Values } from "#engine";
import { madeUpLanguages } from "../../datasets/synthetic-translation.ts";
import type { TranslationData } from "../../datasets/translation.ts";
import { overWords, translator, wholeSentences, type Translator } from "../../nn/translation/model.ts";
import { openTraining, type Training, type TrainingSettings } from "../open-training.ts";

/** Any other model: logits [batch, target time, target words] of the next word from source and given words, as of `translator`. */
export type TranslationModel = (at: Scope, source: Tensor, given: Tensor) => Tensor;

export interface TranslatorPlan extends TrainingSettings {
  /** A transformer, or any other model. */
  readonly model: Translator | TranslationModel;
  /** Default: the two synthetic languages. */
  readonly data?: TranslationData;
  /** Sentences per step. */
  readonly batch: number;
  /** What else the model is fed at step 0, 1, ... Default: nothing. */
  readonly extra?: (step: number) => Values;
  /** Sentences of the test, at most 512, where the data have none of their own. Default: all. */
  readonly tested?: number;
}

export interface TranslatorScore {
  /** Nats per word. */
  readonly nats: number;
  /** Share of words that are right, each given the right words before it. */
  readonly words: number;
  /** Share of sentences that are right from the first word to the last: what greedy decoding would get. */
  readonly sentences: number;
}

export interface TranslatorRun extends Training {
  /** Score on the data's own test, or on 512 sentences that are the same for every seed and model; in inference mode. */
  test(): Promise<TranslatorScore>;
}

/** A translator of `batch` sentences with its loss. Feeds: source, given, target (datasets/translation.ts). */
export function translatorLoss(
  model: Translator | TranslationModel,
  { batch, mode, data = madeUpLanguages }: { batch: number; mode: Mode; data?: TranslationData },
) {
  const scope = new Scope({ mode });
  const words = (name: "source" | "given" | "target") =>
    input(name, [batch, name === "source" ? data.longest.source : data.longest.target], "int32");
  const target = words("target");
  const [source, given] = [words("source"), words("given")];
  const logits =
    typeof model === "function"
      ? model(scope, source, given)
      : translator(scope, source, given, model, data.vocabularies);
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
  const { model, batch, seed, extra, data = madeUpLanguages, tested = testBatch * testBatches } = plan;
  const testSize = Math.min(testBatch, tested);
  const test =
    data.test ??
    Array.from({ length: Math.floor(tested / testSize) }, (_, index) =>
      data.batch(random(0).stream(`test sentences ${index}`), testSize),
    );
  const { scope, nats } = translatorLoss(model, { batch, mode: "training", data });
  const feeds = (step: number) => ({
    ...data.batch(random(seed).stream(`sentences of step ${step}`), batch),
    ...extra?.(step),
  });
  const training = await openTraining({ scope, loss: nats, feeds }, plan);
  return {
    ...training,
    test: () =>
      training.means(
        "translation test",
        () => {
          const size = test[0].source.length / data.longest.source;
          const { nats, words, sentences } = translatorLoss(model, { batch: size, mode: "inference", data });
          return { nats, words, sentences };
        },
        test.map((batch) => ({ ...batch })),
      ),
  };
}
