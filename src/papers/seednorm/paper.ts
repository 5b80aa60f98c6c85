/** SeeDNorm: RMSNorm with a gain that reads the length of its input. */
import { definePaper } from "#lab/kit/index";

const tables = "the numbers were taken from a third party's summary of the tables";

export default definePaper({
  slug: "seednorm",
  title: "SeeDNorm: Self-Rescaled Dynamic Normalization",
  published: "2025-10-26",
  authors: 4,
  arxiv: "2510.22777",
  code: null,
  summary:
    "Adds a bounded, input-dependent part to RMSNorm's gain: a learned direction reads one number from the raw token, tanh squashes it, a learned vector spreads it out. " +
    "Plain RMSNorm throws away how long its input was; this keeps it, starts as RMSNorm, and costs two vectors per norm. " +
    "Reported to lower the loss of language models and to help a little in vision.",
  topics: ["normalization", "language-models", "vision"],
  claims: {
    "beats-rmsnorm-lm": {
      says: "language models end at a lower loss than with RMSNorm",
      better: "lower",
      unit: "nats",
      stated: [-0.022, -0.005],
      statedAs: "2.900 against 2.922 (OLMoE 1.3 B), 2.631 against 2.644 (7 B), 2.879 against 2.884 (OLMo2 1 B)",
      kind: "quality",
      unverified: tables,
    },
    "beats-rmsnorm-lm-long-stream": {
      says: "so do those whose embeddings start large, with a standard deviation of 0.5 instead of 0.02",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "our own variation of the claim above: the scale of the stream decides what the gates read",
      kind: "quality",
    },
    "beats-dyt-lm": {
      says: "language models end at a lower loss than with DyT, a tanh in place of the norm",
      better: "lower",
      unit: "nats",
      stated: -0.068,
      statedAs: "2.900 against 2.968",
      kind: "quality",
      unverified: tables,
    },
    "zero-shot-better": {
      says: "the gain over RMSNorm is larger on unfamiliar tasks than on the training distribution",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "ARC-C 34.5 against 32.3 %, HellaSwag 56.8 against 55.2 %",
      kind: "quality",
      beyond: {
        why: "these benchmarks need a model that answers questions",
        proxy:
          "loss saved against RMSNorm on text of another kind, minus the loss saved on held-out text of the same book",
      },
      unverified: tables,
    },
    "vision-better": {
      says: "vision transformers are at least as accurate as with LayerNorm or DyT",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "ViT-B on ImageNet 82.7 against 82.3 (LayerNorm) and 82.5 (DyT)",
      kind: "quality",
      beyond: {
        why: "ImageNet is out of reach",
        proxy: "test accuracy of a tiny vision transformer on digits, minus the better of LayerNorm and DyT",
      },
      unverified: tables,
    },
    "keeps-norm-info": {
      says: "more of the length of the input can be read from the output than from RMSNorm's",
      better: "higher",
      unit: "R² gained",
      stated: null,
      kind: "property",
    },
    "init-equals-rmsnorm": {
      says: "at the first step it is RMSNorm",
      better: "equal",
      unit: "max abs difference",
      stated: 0,
      tolerance: 1e-6,
      kind: "equivalence",
    },
    "adaptive-gradient": {
      says: "scaling the input by k scales the gradient that passes back by about 1/k, that is with exponent -1",
      better: "equal",
      unit: "exponent of k",
      stated: -1,
      statedAs: "1/k",
      neutral: -1,
      tolerance: 0.1,
      kind: "property",
    },
    "few-params": {
      says: "each norm gains two vectors and nothing else",
      better: "equal",
      unit: "parameters per channel",
      stated: 2,
      statedAs: "2d per norm",
      neutral: 2,
      tolerance: 0,
      kind: "memory",
    },
    "negligible-overhead": {
      says: "the time of a training step hardly changes",
      better: "equal",
      unit: "% of step time",
      stated: null,
      statedAs: "negligible",
      tolerance: 2,
      kind: "speed",
    },
    "stability-needs-care": {
      says: "the number read from the token spreads more the more channels it is read from, so wide layers need several heads",
      better: "higher",
      unit: "ratio",
      stated: null,
      statedAs: "ViT-B diverges with one head and is best with 16",
      neutral: 1,
      kind: "property",
      unverified: tables,
    },
  },
  unverified: [
    "how vision models divide the dynamic term by the dimension",
    "the epsilon: two public implementations differ",
  ],
});
