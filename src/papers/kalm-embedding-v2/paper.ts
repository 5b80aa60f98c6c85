/** KaLM-Embedding-V2: a compact text embedder trained on difficulty. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "kalm-embedding-v2",
  title: "KaLM-Embedding-V2: Superior Training Techniques and Data Inspire A Versatile Embedding Model",
  published: "2025-06-25",
  authors: 17,
  arxiv: "2506.20923",
  code: "HITsz-TMG/KaLM-Embedding",
  summary:
    "Turns a language model of half a billion parameters into a strong general text embedder. The causal mask is dropped and the token outputs are averaged; training goes from noisy pairs to clean ones and ends by averaging several checkpoints. The contrastive loss aims at difficulty: hard samples weigh more, and extra hard negatives are mixed from those already in the batch.",
  topics: ["embeddings", "retrieval"],
  claims: {
    "bidirectional-mean": {
      says: "attention in both directions with averaged outputs embeds better than the causal mask",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "better aligned with representation learning",
      kind: "quality",
    },
    "multi-stage": {
      says: "weak pairs first, clean pairs next and averaging last beats fewer stages",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "a pipeline of three stages",
      kind: "quality",
    },
    "model-soup": {
      says: "averaging the parameters of fine-tuned checkpoints scores above their mean",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "robust generalization",
      kind: "quality",
    },
    "focal-reweighting": {
      says: "giving difficult samples more weight improves the embeddings",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "learning concentrates on difficult samples",
      kind: "quality",
      unverified:
        "the formula and its exponent of 0.5 come from one third-party summary; mean and stopped gradient are ours",
    },
    "hard-negative-mixing": {
      says: "mixing hard negatives during training keeps them hard and improves the embeddings, without mining again",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "spares the expense of mining offline",
      kind: "quality",
      unverified: "the mixing formulas are inferred from an older method of the same kind",
    },
    "beats-same-size": {
      says: "it is clearly better than other embedders of fewer than 1 B parameters",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "best averages on MTEB in Chinese and English below 1 B parameters",
      kind: "quality",
      beyond: {
        why: "needs MTEB and pretrained rivals",
        proxy: "mean over six WordNet tasks, whole recipe minus plain contrastive training at the same size",
      },
    },
    "competes-larger": {
      says: "it keeps up with models several times its size",
      better: "higher",
      unit: "ratio",
      stated: [3, 26],
      statedAs: "models 3, 14, 18 and 26 times larger",
      neutral: 1,
      kind: "quality",
      beyond: {
        why: "models 14 to 26 times larger do not fit a laptop's training time",
        proxy:
          "largest size ratio at which plain contrastive training, on WordNet glosses, is no better than the recipe",
      },
    },
    "data-breadth": {
      says: "training on more categories of data helps, most of all on those left out",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "more than 20 categories for pre-training, 100 for fine-tuning",
      kind: "quality",
    },
  },
  unverified: [
    "the new parts of the loss: the released code has neither difficulty weights nor mixed negatives nor averaging, so that they follow summaries by others",
    "acceptance at a conference in 2026",
  ],
});
