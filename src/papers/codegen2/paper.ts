/** CodeGen2: what did and did not help when one model should write, read and infill code. */
import { definePaper } from "#lab/kit/index";

const benchmarks = "coding and language benchmarks ask for models of a billion parameters";

export default definePaper({
  slug: "codegen2",
  title: "CodeGen2: Lessons for Training LLMs on Programming and Natural Languages",
  published: "2023-05-03",
  authors: 5,
  arxiv: "2305.02309",
  code: "salesforce/CodeGen2",
  summary:
    "An experience report on training one cheap model for code and prose, for writing and for filling gaps. At a billion parameters a bidirectional prefix brought nothing measurable, and learning to fill gaps was not free. What worked was an even split between plain left-to-right training and span corruption; and where a single model has to serve code and prose, training on both costs little.",
  topics: ["code-generation", "language-models"],
  claims: {
    "prefix-lm-no-gain": {
      says: "letting a prefix attend to itself in both directions makes no difference beyond 0.05 bits per byte",
      better: "equal",
      unit: "bits/byte",
      stated: null,
      statedAs: "about equal on the tasks tried, worse on the set with several programming languages",
      tolerance: 0.05,
      kind: "quality",
      beyond: {
        why: benchmarks,
        proxy: "left-to-right loss on unseen TypeScript, prefix model minus causal model",
      },
    },
    "prefix-loss-tokens": {
      says: "objectives that leave few tokens to be predicted, as in UL2, clearly cost left-to-right quality",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs: "clearly worse generation; fewer prefix tokens repair it",
      kind: "quality",
      beyond: {
        why: benchmarks,
        proxy: "left-to-right loss on unseen TypeScript, UL2-like prefix model minus causal model",
      },
    },
    "infill-not-free": {
      says: "training a model to fill gaps by reordering documents costs left-to-right quality",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs: "about one point of pass@1 on HumanEval",
      kind: "quality",
      beyond: {
        why: benchmarks,
        proxy: "left-to-right loss on unseen TypeScript, model trained with reordered documents minus causal model",
      },
    },
    "mixture-works": {
      says: "half plain, half span-corrupted training teaches a model to fill gaps",
      better: "lower",
      unit: "bits/byte",
      stated: null,
      statedAs: "competitive from left to right, and able to infill, without task tokens",
      kind: "quality",
      beyond: {
        why: benchmarks,
        proxy: "loss on the missing middle of unseen TypeScript, mixture minus causal model that sees the prefix only",
      },
    },
    "file-level": {
      says: "corrupting each document on its own makes the model stop at the right place when it fills a gap",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "avoids learning across document borders",
      kind: "quality",
    },
    "mix-not-best": {
      says: "at an equal budget a model of code and prose is worse in each domain than a model of that domain alone",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs: "below the matched model, which saw the domain twice as often",
      kind: "quality",
    },
    "mix-much-better-than-mismatch": {
      says: "yet it is far better in each domain than a model that only ever saw the other one",
      better: "lower",
      unit: "bits/byte",
      stated: null,
      statedAs: "far above the mismatched model and near the matched one",
      kind: "quality",
    },
    sizes: {
      says: "models of four sizes are released",
      better: "equal",
      unit: "B parameters",
      stated: null,
      statedAs: "1, 3.7, 7 and 16 B",
      kind: "property",
      beyond: { why: "a fact about a release, not something to measure" },
    },
  },
  unverified: [
    "the wording of the lessons, which come from a public digest; the paper's own text was out of reach",
    "how mask ratios and span lengths are drawn; the distributions are ours",
    "which tokens of a corrupted sequence carry loss; ours all do",
  ],
});
