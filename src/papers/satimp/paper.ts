/** SatImp: token weights that let a language model forget on purpose and only that. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "satimp",
  title: "Exploring Criteria of Loss Reweighting to Enhance LLM Unlearning",
  published: "2025-05-17",
  authors: 6,
  arxiv: "2505.11953",
  code: "tmlr-group/SatImp",
  summary:
    "Weights each token of the text to be forgotten by p^5 (1 - p)^0.1, where p is how likely the model still finds it. " +
    "Two motives are separated: saturation stops pushing on what is already forgotten, importance spends effort on the words that carry the secret. " +
    "Saturation turns out to matter more, both combine, and so do smoothness and granularity of the weights.",
  topics: ["unlearning", "language-models"],
  claims: {
    "sat-beats-imp": {
      says: "weights by saturation forget with less damage to what should stay than weights by importance",
      better: "higher",
      unit: "extraction strength",
      stated: null,
      statedAs: "better trade-off between forgetting and keeping",
      kind: "quality",
    },
    "combo-best": {
      says: "multiplying both weights is better still than saturation alone",
      better: "higher",
      unit: "extraction strength",
      stated: null,
      statedAs: "an additional improvement",
      kind: "quality",
    },
    "sat-sign": {
      says: "saturation gives tokens the model finds unlikely a lower weight",
      better: "higher",
      unit: "rank correlation",
      stated: null,
      statedAs: "weight rises with likelihood",
      kind: "property",
    },
    "imp-sign": {
      says: "importance gives tokens the model finds unlikely a higher weight",
      better: "lower",
      unit: "rank correlation",
      stated: null,
      statedAs: "weight falls with likelihood",
      kind: "property",
    },
    "smoothness-matters": {
      says: "how smooth the weights are changes the outcome by more than a tenth of the scale",
      better: "higher",
      unit: "extraction strength",
      stated: null,
      statedAs: "a large influence",
      neutral: 0.1,
      kind: "property",
    },
    "granularity-matters": {
      says: "weighting by token, group, answer or batch changes the outcome by more than a tenth of the scale",
      better: "higher",
      unit: "extraction strength",
      stated: null,
      statedAs: "a large influence",
      neutral: 0.1,
      kind: "property",
    },
    "satimp-works": {
      says: "the combined weight improves on earlier reweighting methods on the benchmarks TOFU, WMDP and MUSE",
      better: "higher",
      unit: "extraction strength",
      stated: null,
      statedAs: "better benchmark scores; the abstract gives no number",
      kind: "quality",
      beyond: {
        why: "the benchmarks need language models of 1 to 7 billion parameters",
        proxy: "score on facts about invented people, minus the better of gradient ascent and NPO",
      },
    },
  },
  unverified: ["the paper's result tables could not be read; weights and training settings are from the released code"],
});
