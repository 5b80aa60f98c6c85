/** SCALE: how little has to be added to plain SGD to train a language model. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "scale-optimizer",
  title: "A Minimalist Optimizer Design for LLM Pretraining",
  published: "2025-06-20",
  authors: 4,
  arxiv: "2506.16659",
  code: "OptimAI-Lab/Minimalist_LLM_Pretraining",
  summary:
    "SGD with two additions: every gradient is normalized per output unit, and only the output layer keeps a momentum. " +
    "The first costs no memory; the second is spent where the gradient is noisiest, so the optimizer's state is about one copy of the output matrix. " +
    "Reported on the level of Adam for LLaMA models from 60 M to 1 B parameters; the authors' own first table also has rows where Adam, Fira or APOLLO is ahead.",
  topics: ["optimizers", "efficiency", "language-models"],
  claims: {
    "colnorm-lifts-sgd": {
      statement:
        "SGD without momentum ends lower once gradients are normalized per output unit, with Adam for the gains on either side",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "a large gap; the abstract gives no number",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "head-variance-highest": {
      statement:
        "of all layers, the output layer has the noisiest gradient, both in total and relative to the size of its mean",
      better: "equal",
      unit: "rank",
      stated: 1,
      neutral: 1,
      tolerance: 0,
      kind: "property",
      scale: "reduced",
    },
    "head-momentum-enough": {
      statement: "momentum in the output layer alone reaches Muon: the loss ends at most 0.05 nats above",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "competitive with fully adaptive methods",
      neutral: 0.05,
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "matches-adam": {
      statement:
        "the loss is no worse than with Adam, at the better of one and two tuned rates: it ends at most 0.02 nats above",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs:
        "PPL at 60 M, 130 M, 350 M, 1 B: 30.81, 22.57, 16.32, 14.25 against Adam's 30.05, 23.13, 18.77, 16.52, so behind at 60 M",
      neutral: 0.02,
      kind: "quality",
      scale: "reduced",
      counts: 0.005,
    },
    "memory-fraction": {
      statement: "weights and optimizer state together take less than half of what they take with Adam",
      better: "lower",
      unit: "% of Adam's total",
      stated: [35, 45],
      neutral: 100,
      kind: "memory",
      scale: "exact",
      counts: 10,
    },
    "beats-memory-efficient": {
      statement: "perplexity is lower than with the memory-saving optimizers GaLore, Fira and APOLLO",
      better: "lower",
      unit: "PPL",
      stated: null,
      statedAs:
        "consistently; yet in the project's readme Fira leads at 60 M (30.34 against 30.81) and APOLLO at 1 B (14.13 and 14.20 against 14.25)",
      kind: "quality",
      counts: 0.1,
      outOfScope: { why: "GaLore, Fira and APOLLO at 60 M to 1 B parameters are out of reach" },
    },
    "beats-apollo-7b": {
      statement: "a 7 B model ends at a lower perplexity than with APOLLO",
      better: "lower",
      unit: "PPL",
      stated: 12.59,
      statedAs: "12.59 against 13.02 (APOLLO) and 13.09 (APOLLO-Mini) after 150 k steps, 19.7 B tokens",
      neutral: 13.02,
      kind: "quality",
      counts: 0.2,
      outOfScope: { why: "training 7 B parameters is out of reach" },
    },
    "memory-apollo-7b": {
      statement: "weights and optimizer state of a 7 B model take less memory than with APOLLO",
      better: "lower",
      unit: "GB",
      stated: 13.74,
      statedAs: "13.74 against 16.14 (APOLLO) and 14.53 (APOLLO-Mini)",
      neutral: 14.53,
      kind: "memory",
      scale: "exact",
      counts: 0.3,
    },
  },
  unverified: [
    "the paper beyond its first page was not available: the method is from the released code and its algorithm box",
  ],
});
