/** Weaver: many weak verifiers, weighted by how often they agree, pick the right one of many answers. */
import { definePaper } from "#lab/kit/index";

const noModels = "no language model of that size generates or verifies here";

export default definePaper({
  slug: "weaver",
  title: "Shrinking the Generation-Verification Gap with Weak Verifiers",
  published: "2025-06-22",
  authors: 12,
  arxiv: "2506.18203",
  code: "HazyResearch/scaling-verification",
  summary:
    "Picks the right answer out of many samples by combining weak verifiers, each weighted by an accuracy estimated from agreements alone. " +
    "Averaging verifiers is poor because they differ, and learning weights needs labels; treating them as noisy voters needs neither, once scores are comparable and constant voters dropped. " +
    "A small model trained on the combined verdict then makes verification cheap.",
  topics: ["weak-supervision", "evaluation", "language-models"],
  claims: {
    "weaver-average": {
      statement:
        "with answers of a 70 B model and verifiers no larger, the selected answer is right far more often than GPT-4o's",
      better: "higher",
      unit: "%",
      stated: 87.7,
      statedAs: "87.7 on average (Llama 3.3 70B)",
      neutral: 69,
      kind: "quality",
      counts: 2,
      outOfScope: { why: noModels },
    },
    "o3-mini-level": {
      statement: "that average is on the level of o3-mini's",
      better: "equal",
      unit: "points above o3-mini",
      stated: 1,
      statedAs: "87.7 % against 86.7 %",
      tolerance: 1,
      kind: "quality",
      outOfScope: { why: noModels },
    },
    "gpt4o-reference": {
      statement: "GPT-4o, the reference that the gain is quoted against, averages 69 %",
      better: "equal",
      unit: "%",
      stated: 69,
      neutral: 69,
      tolerance: 0.05,
      kind: "quality",
      outOfScope: { why: noModels },
    },
    "beats-pass1": {
      statement: "the selected answer is right clearly more often than the first one",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "clearly above",
      kind: "quality",
      scale: "toy",
      counts: 0.5,
    },
    "weighted-beats-unweighted": {
      statement: "verifiers weighted with the help of labels select better than their plain average",
      better: "higher",
      unit: "points",
      stated: null,
      kind: "quality",
      scale: "toy",
      counts: 0.5,
    },
    "ws-close-to-supervised": {
      statement:
        "weights estimated without labels select nearly as well as weights learnt from labels: within 2 points, where verifiers err independently of each other",
      better: "equal",
      unit: "points",
      stated: null,
      statedAs: "a small gap",
      tolerance: 2,
      kind: "quality",
      scale: "toy",
    },
    "ws-close-to-supervised-dependent": {
      statement: "the same holds where verifiers err together: within 2 points",
      better: "equal",
      unit: "points",
      stated: null,
      statedAs: "our own second case of the claim above",
      tolerance: 2,
      kind: "quality",
      scale: "toy",
    },
    "filtering-needed": {
      statement:
        "estimating weights from agreements needs comparable scores and the nearly constant verifiers dropped: without that it selects worse",
      better: "higher",
      unit: "points",
      stated: null,
      kind: "property",
      scale: "toy",
      counts: 0.5,
    },
    "distilled-retains": {
      statement: "a small model trained on the combined verdict keeps nearly all of its accuracy",
      better: "equal",
      unit: "% of the accuracy",
      stated: 98.7,
      statedAs: "98.7 with a 400 M cross-encoder",
      neutral: 100,
      tolerance: 1.3,
      kind: "quality",
      scale: "toy",
      unverified: "from the project's readme and blog, not seen in the paper",
    },
    "distilled-compute": {
      statement: "that small model saves nearly all of the verification compute",
      better: "higher",
      unit: "% saved",
      stated: 99.97,
      kind: "efficiency",
      scale: "exact",
      counts: 50,
      compares: "saved",
      unverified: "from the project's readme and blog, not seen in the paper",
    },
  },
  unverified: [
    "the paper's appendices were not opened: estimator, filters and settings are from the released code",
    "the released settings take the share of right answers from the labels; how far that holds for the paper's tables is open",
  ],
});
