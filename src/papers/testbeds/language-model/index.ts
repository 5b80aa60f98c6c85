/** The language-model testbed: one configurable model, its training and its evaluation. */
export { causalAttention, causalMask, rotate, type AttentionOptions } from "./attention.ts";
export { feedForward, swiglu } from "./feed-forward.ts";
export { languageModel, linearMap, type LanguageModel, type LanguageModelOutput } from "./model.ts";
export { mixedNorm, postNorm, preNorm } from "./placement.ts";
export {
  languageModelLoss,
  openLanguageModel,
  textFeeds,
  type LanguageModelLoss,
  type LanguageModelPlan,
  type LanguageModelRun,
} from "./training.ts";
export type { LinearMap, MapRole, Norm, Placement, Site, Sublayer, SublayerContext } from "./parts.ts";
