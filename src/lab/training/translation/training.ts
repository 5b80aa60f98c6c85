/** Trains a translator on endless sentences and measures it on sentences of another stream. */
import { crossEntropies, input, random, Scope, type Mode } from "#engine";
import { longest, sentenceBatch } from "../../datasets/synthetic-translation.ts";
import { overWords, translator, wholeSentences, type Translator } from "../../nn/translation/model.ts";
import { openTraining, type Training, type TrainingSettings } from "../open-training.ts";

export interface TranslatorPlan extends TrainingSettings {
  readonly model: Translator;
  /** Sentences per step. */
  readonly batch: number;
  /** Sentences of the test, at most 512. Default: all. */
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
  /** Score on 512 sentences, the same for every seed and model, in inference mode. */
  test(): Promise<TranslatorScore>;
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
  const { model, batch, seed, tested = testBatch * testBatches } = plan;
  const size = Math.min(testBatch, tested);
  const { scope, nats } = translatorLoss(model, { batch, mode: "training" });
  const feeds = (step: number) => ({ ...sentenceBatch(random(seed).stream(`sentences of step ${step}`), batch) });
  const training = await openTraining({ scope, loss: nats, feeds }, plan);
  return {
    ...training,
    test: () =>
      training.means(
        "translation test",
        () => {
          const { nats, words, sentences } = translatorLoss(model, { batch: size, mode: "inference" });
          return { nats, words, sentences };
        },
        Array.from({ length: Math.floor(tested / size) }, (_, index) => ({
          ...sentenceBatch(random(0).stream(`test sentences ${index}`), size),
        })),
      ),
  };
}
