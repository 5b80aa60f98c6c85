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
      statement:
        "training with a prefix that attends to itself in both directions is not better by more than 0.02 bits per byte",
      better: "higher",
      neutral: -0.02,
      unit: "bits/byte",
      stated: null,
      statedAs: "about equal on the tasks tried, worse on the set with several programming languages",
      counts: 0.01,
      kind: "quality",
      scale: "reduced",
      outOfScope: {
        why: benchmarks,
        proxy:
          "loss on how unseen TypeScript goes on after a prompt, which the prefix model may see in both directions, minus that of the causal model, mean of plain training and of the mixture",
      },
    },
    "prefix-alone": {
      statement:
        "with the same tokens to predict, seeing a prefix in both directions makes no difference beyond 0.02 bits per byte",
      better: "equal",
      unit: "bits/byte",
      stated: null,
      statedAs: "not the paper's claim but our control: it must not be the missing loss that makes the difference",
      tolerance: 0.02,
      kind: "quality",
      scale: "reduced",
    },
    "prefix-loss-tokens": {
      statement: "objectives that leave few tokens to be predicted, as in UL2, clearly cost left-to-right quality",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs: "clearly worse generation; fewer prefix tokens repair it",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
      outOfScope: {
        why: benchmarks,
        proxy:
          "loss on how unseen TypeScript goes on after a prompt, UL2-like model, which may see it as a prefix, minus causal model",
      },
    },
    "fewer-prefix-tokens": {
      statement: "of such objectives, one with a shorter prefix costs less",
      better: "lower",
      unit: "bits/byte",
      stated: null,
      statedAs: "fewer prefix tokens repair it",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
      outOfScope: {
        why: benchmarks,
        proxy:
          "loss on how unseen TypeScript goes on after a prompt, UL2-like with prefixes of a quarter minus three quarters",
      },
    },
    "infill-not-free": {
      statement: "training a model to fill gaps by reordering documents costs left-to-right quality",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs: "about one point of pass@1 on HumanEval",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: benchmarks,
        proxy: "left-to-right loss on unseen TypeScript, model trained with reordered documents minus causal model",
      },
    },
    "beyond-exposure": {
      statement: "that costs more than seeing half as much plain text does",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs:
        "not the paper's claim but our control: the reordered half might cost nothing but the plain text that it replaces",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "mixture-works": {
      statement:
        "half plain, half span-corrupted training teaches a model to fill gaps: it needs at least half a bit per field less than a model that sees only what stands before",
      better: "lower",
      neutral: -0.5,
      unit: "bits/byte",
      stated: null,
      statedAs: "competitive from left to right, and able to infill, without task tokens",
      kind: "quality",
      scale: "toy",
      counts: 0.1,
      outOfScope: {
        why: `${benchmarks}, and models this small do not learn to fill gaps in code`,
        proxy:
          "loss on missing fields of records that are written twice, mixture minus causal model; both learn code and records",
      },
    },
    "mixture-reads-on": {
      statement: "and it does so from what follows the gap: with the end of another record there, it fills it worse",
      better: "lower",
      unit: "bits/byte",
      stated: null,
      statedAs: "not the paper's claim but our control: the format alone must not explain the gain",
      kind: "quality",
      scale: "toy",
      counts: 0.1,
    },
    "mixture-left-to-right": {
      statement: "from left to right the mixture is no worse than reordering by more than 0.02 bits per byte",
      better: "lower",
      unit: "bits/byte",
      stated: null,
      statedAs: "competitive",
      neutral: 0.02,
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: benchmarks,
        proxy: "left-to-right loss on unseen TypeScript, mixture minus model trained with reordered documents",
      },
    },
    "file-level": {
      statement:
        "corrupting each document on its own makes the model stop at the right place when it fills a gap in a record",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "avoids learning across document borders",
      kind: "quality",
      scale: "toy",
      counts: 5,
    },
    "mix-not-best": {
      statement:
        "at an equal budget a model of code and prose is worse in each domain than a model of that domain alone",
      better: "higher",
      unit: "bits/byte",
      stated: null,
      statedAs: "below the matched model, which saw the domain twice as often",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "mix-much-better-than-mismatch": {
      statement: "yet it is far better in each domain than a model that only ever saw the other one",
      better: "lower",
      unit: "bits/byte",
      stated: null,
      statedAs: "far above the mismatched model and near the matched one",
      kind: "quality",
      scale: "reduced",
      counts: 0.05,
    },
    sizes: {
      statement: "models of four sizes are released",
      better: "equal",
      unit: "B parameters",
      stated: null,
      tolerance: 0,
      statedAs: "1, 3.7, 7 and 16 B",
      kind: "property",
      outOfScope: { why: "a fact about a release, not something to measure" },
    },
  },
  unverified: [
    "the wording of the lessons, which come from a public digest; the paper's own text was out of reach",
    "how mask ratios and span lengths are drawn; the distributions are ours",
    "which tokens of a corrupted sequence carry loss; ours all do",
  ],
});
