/** Self-normalizing networks: SELU, an activation that pulls mean and variance to 0 and 1 by itself. */
import { definePaper } from "#lab/kit/index";

const uci = "the 121 UCI data sets are not on any package registry";

export default definePaper({
  slug: "self-normalizing",
  title: "Self-Normalizing Neural Networks",
  published: "2017-06-08",
  authors: 4,
  arxiv: "1706.02515",
  code: "bioinf-jku/SNNs",
  summary:
    "An activation (SELU) and an initialization under which activations drift towards mean 0 and variance 1 on their own, layer after layer. " +
    "The map from one layer's moments to the next is proved to contract, and a matching dropout keeps both moments. " +
    "Plain feed-forward nets of 8 to 32 layers then train without normalization layers.",
  topics: ["initialization", "normalization", "depth"],
  claims: {
    "fixed-point": {
      statement:
        "mean 0 and variance 1 are an attracting fixed point of the map from layer to layer: its Jacobian there has norm below 1",
      better: "lower",
      unit: "spectral norm",
      stated: 0.7877,
      neutral: 1,
      kind: "property",
      scale: "exact",
      counts: 0.1,
    },
    "domain-mapped": {
      statement:
        "moments near the fixed point stay near it: the domain of the first theorem is mapped into itself, at every point of a grid",
      better: "equal",
      unit: "fraction of grid points",
      stated: 1,
      statedAs:
        "mean and weight sum within 0.1 of 0, variance 0.8 to 1.5, weight variance 0.95 to 1.1; fixed points at mean -0.03106 to 0.06773, variance 0.80009 to 1.48617",
      neutral: 1,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    "variance-upper": {
      statement: "a variance that is too large shrinks, at every point of a grid",
      better: "equal",
      unit: "fraction of grid points",
      stated: 1,
      statedAs: "for variances from 3 to 16",
      neutral: 1,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    "variance-lower": {
      statement: "a variance that is too small grows, at every point of a grid",
      better: "equal",
      unit: "fraction of grid points",
      stated: 1,
      statedAs: "for variances from 0.02 to 0.16, or to 0.24 with a weight variance of at least 0.9",
      neutral: 1,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    "alpha-dropout-moments": {
      statement: "alpha dropout leaves mean 0 and variance 1 unchanged",
      better: "equal",
      unit: "largest deviation of mean or variance",
      stated: 0,
      tolerance: 0.01,
      kind: "equivalence",
      scale: "exact",
    },
    "depth-trainable": {
      statement:
        "deep feed-forward nets train: over digits and twelve synthetic tasks validation selects deeper self-normalizing nets than nets of any other kind",
      better: "higher",
      unit: "layers",
      stated: null,
      statedAs: "10.8 layers on average, of 2 to 32, against 3.8 to 7.1",
      kind: "quality",
      scale: "reduced",
      counts: 1,
    },
    "low-train-noise": {
      statement:
        "the training loss, in nats, jitters less from step to step than that of nets with batch normalization on the same batches, each at its own constant rate, over 8, 16 and 32 layers",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "lower variance at 8, 16 and 32 layers",
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.1,
    },
    "uci-fnn-rank": {
      statement: "over many tabular tasks, self-normalizing nets rank first among seven kinds of feed-forward nets",
      better: "lower",
      unit: "average rank, minus that of the best other kind",
      stated: -0.516,
      statedAs:
        "121 UCI tasks, relative to the mean rank: SNN -0.756, He initialization -0.240, LN -0.198, Highway 0.021, ResNet 0.273, WN 0.397, BN 0.504",
      kind: "quality",
      scale: "toy",
      counts: 0.2,
      outOfScope: { why: uci, proxy: "average rank over twelve synthetic tasks" },
    },
    "uci-large-rank": {
      statement: "on tasks with at least 1000 rows they rank ahead of support vector machines and random forests",
      better: "lower",
      unit: "average rank, minus that of the better other method",
      stated: null,
      statedAs: "46 tasks, 24 methods: SNN 5.8, SVM 6.1, random forest 6.6",
      kind: "quality",
      scale: "toy",
      counts: 0.3,
      outOfScope: {
        why: uci,
        proxy:
          "average rank among nine methods on the synthetic tasks that have 1,600 rows, minus that of the better of support vectors and random forest",
      },
    },
    "uci-small-rank": {
      statement: "on small tasks they are not the best: support vector machines rank ahead",
      better: "higher",
      unit: "average rank, minus that of support vectors",
      stated: null,
      statedAs: "75 tasks: SVM 9.3, random forest 9.6, SNN 9.6",
      kind: "quality",
      scale: "toy",
      counts: 0.3,
      outOfScope: {
        why: uci,
        proxy:
          "average rank among nine methods on the synthetic tasks that have 200 rows, minus that of support vectors",
      },
    },
    "tox21-auc": {
      statement: "a single net of 8 layers predicts toxicity as well as the challenge winner",
      better: "equal",
      unit: "AUC",
      stated: 0.845,
      statedAs: "0.845 ± 0.003; the winning ensemble has 0.846, so the single net is 0.001 below it",
      neutral: 0.846,
      tolerance: 0.003,
      kind: "quality",
      outOfScope: { why: "the Tox21 data are out of reach" },
    },
    "htru2-auc": {
      statement: "it detects pulsars better than the best earlier method",
      better: "higher",
      unit: "AUC",
      stated: 0.9803,
      statedAs: "0.9803 ± 0.010 against 0.976 (naive Bayes)",
      neutral: 0.976,
      kind: "quality",
      counts: 0.002,
      outOfScope: { why: "the HTRU2 data are out of reach" },
    },
    "depth-gap": {
      statement: "the deeper the nets, the larger the lead over the best other kind: larger at 32 layers than at 2",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "Tox21 AUC at 32 layers: SNN 82.5 %, ReLU 80.4, LN 78.8, BN 76.0, WN 56.6",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
  },
  unverified: [
    "that the theorems hold between the points of our grids: there they are proved, not measured",
    "where the baselines place layer and weight normalization, and Highway's gate bias: our choice",
  ],
});
