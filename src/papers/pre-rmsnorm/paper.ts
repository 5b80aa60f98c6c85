/** Pre-RMSNorm and Pre-CRMSNorm: pre-norm transformers whose norm needs no mean, converted without loss. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "pre-rmsnorm",
  title: "Pre-RMSNorm and Pre-CRMSNorm Transformers: Equivalent and Efficient Pre-LN Transformers",
  published: "2023-05-24",
  authors: 4,
  arxiv: "2305.14858",
  code: "ZixuanJiang/pre-rmsnorm-transformer",
  summary:
    "Turns a pre-norm transformer with LayerNorm into one with the cheaper RMSNorm that computes the same function, without retraining. " +
    "Every reader of the residual stream subtracts its mean first, so the stream may as well be kept at mean zero by recentring what writes into it; then both norms agree. " +
    "A zero-mean vector needs only d - 1 numbers, which gives a third equivalent form.",
  topics: ["normalization", "efficiency"],
  claims: {
    "equivalent-inference": {
      says: "a LayerNorm model converted to RMSNorm computes the same logits",
      better: "equal",
      unit: "max abs logit difference",
      stated: 0,
      tolerance: 2e-4,
      kind: "equivalence",
    },
    "equivalent-inference-crms": {
      says: "so does the conversion to CRMSNorm, whose residual stream is one channel narrower",
      better: "equal",
      unit: "max abs logit difference",
      stated: 0,
      tolerance: 2e-4,
      kind: "equivalence",
    },
    "equivalent-training": {
      says: "training the RMSNorm form, recentred in every forward pass, follows the LayerNorm run step by step",
      better: "equal",
      unit: "nats",
      stated: 0,
      tolerance: 1e-4,
      kind: "equivalence",
    },
    "lossless-compression": {
      says: "a zero-mean vector of d numbers is stored in d - 1 of them and restored exactly",
      better: "equal",
      unit: "max abs difference",
      stated: 0,
      statedAs: "width d - 1, no loss",
      tolerance: 1e-5,
      kind: "property",
    },
    "infer-time-saving": {
      says: "inference takes less time than with LayerNorm, both norms written in basic operations",
      better: "higher",
      unit: "%",
      stated: [1, 10],
      kind: "speed",
    },
    "infer-time-saving-fused": {
      says: "inference takes less time than with LayerNorm as the runtime's single operator",
      better: "higher",
      unit: "%",
      stated: [1, 10],
      kind: "speed",
    },
    "train-time-saving": {
      says: "a training step takes less time than with LayerNorm, both norms written in basic operations",
      better: "higher",
      unit: "%",
      stated: [1, 10],
      kind: "speed",
    },
    "train-time-saving-fused": {
      says: "a training step takes less time than with LayerNorm as the runtime's single operator",
      better: "higher",
      unit: "%",
      stated: [1, 10],
      kind: "speed",
    },
    "conversion-free": {
      says: "converting a checkpoint needs neither calibration data nor fine-tuning",
      better: "equal",
      unit: "extra steps",
      stated: 0,
      tolerance: 0,
      kind: "property",
    },
    "rms-not-weaker": {
      says: "in pre-norm models RMSNorm loses no capacity against LayerNorm: final losses agree",
      better: "equal",
      unit: "nats",
      stated: null,
      statedAs: "follows from the equivalence",
      tolerance: 0.005,
      kind: "property",
    },
  },
});
