/** Translation: two synthetic languages, or whatever else is a pair of sequences; an encoder-decoder transformer, its training and its test. */
export {
  languages,
  longest,
  madeUpLanguages,
  sentenceBatch,
  sentencePair,
} from "../../datasets/synthetic-translation.ts";
export {
  batchOf,
  end,
  padding,
  type SentenceBatch,
  type SentencePair,
  type TranslationData,
} from "../../datasets/translation.ts";
export { translator, type MaskedNorm, type Translator } from "../../nn/translation/model.ts";
export {
  openTranslator,
  translatorLoss,
  type TranslationModel,
  type TranslatorPlan,
  type TranslatorRun,
  type TranslatorScore,
} from "./training.ts";
