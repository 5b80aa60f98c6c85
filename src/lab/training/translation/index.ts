/** Translation: two made-up languages, an encoder-decoder transformer, its training and its test. */
export {
  languages,
  longest,
  padding,
  sentenceBatch,
  sentencePair,
  type SentenceBatch,
  type SentencePair,
} from "../../datasets/synthetic-translation.ts";
export { translator, type MaskedNorm, type Translator } from "../../nn/translation/model.ts";
export {
  openTranslator,
  translatorLoss,
  type TranslatorPlan,
  type TranslatorRun,
  type TranslatorScore,
} from "./training.ts";
