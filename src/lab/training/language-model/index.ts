/** The language model: one configurable model, its training and its evaluation. */
export { answerModel, type AnswerModel } from "./answers.ts";
export { causalAttention, selfAttention, type AttentionOptions } from "../../nn/language-model/attention.ts";
export { blocks, type Blocks } from "../../nn/language-model/blocks.ts";
export {
  compareNorms,
  modelOf,
  recipe,
  shapes,
  type Arm,
  type TunedArm,
  type ArmResult,
  type ArmStep,
  type Comparison,
} from "./compare.ts";
export { feedForward, swiglu } from "../../nn/language-model/feed-forward.ts";
export { foldedModel, foldLanguageModel, foldLinear, type ChannelAffine, type Linear } from "../../measure/fold.ts";
export {
  languageModel,
  linearMap,
  type LanguageModel,
  type LanguageModelOutput,
} from "../../nn/language-model/model.ts";
export { mixedNorm, postNorm, preNorm } from "../../nn/language-model/placement.ts";
export {
  languageModelLoss,
  openLanguageModel,
  type LanguageModelLoss,
  type LanguageModelPlan,
  type LanguageModelRun,
} from "./training.ts";
export { textFeeds } from "../text.ts";
export type {
  Block,
  BlockContext,
  LinearMap,
  MapRole,
  Norm,
  Placement,
  Site,
  Sublayer,
  SublayerContext,
} from "../../nn/language-model/parts.ts";
