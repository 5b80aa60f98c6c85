/** On residual network depth: a residual tower as a sum over subsets of its blocks, and the factor that tames it. */
import { definePaper } from "#lab/kit/index";

const reviews = "known from the public reviews and a digest; the body of the paper was not read";

export default definePaper({
  slug: "residual-depth",
  title: "On residual network depth",
  published: "2025-10-03",
  authors: 2,
  arxiv: "2510.03470",
  code: null,
  summary:
    "Expands a residual network into a sum over all subsets of its blocks, so that depth becomes the size of an implicit ensemble. " +
    "The number of members doubles with every block, which is why unnormalized towers blow up; a small factor on each branch stops that without any normalization. " +
    "The same factor decides how much the deeply composed members count, and so acts as a control of capacity.",
  topics: ["depth", "initialization", "normalization"],
  claims: {
    "expansion-formula": {
      statement:
        "the output equals an explicit series over block subsets: stopped after the second order, the error is of third order in the branch factor",
      better: "equal",
      unit: "order of the error",
      stated: 3,
      neutral: 3,
      tolerance: 0.25,
      kind: "equivalence",
      scale: "exact",
    },
    "depth-is-ensemble-size": {
      statement:
        "every further block doubles the number of implicit members: n blocks give 2^n paths, n-choose-k of them through k blocks",
      better: "equal",
      unit: "paths counted / 2^n",
      stated: 1,
      statedAs: "2^n paths",
      neutral: 1,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    "signal-explosion": {
      statement:
        "without scaling or normalization the output grows exponentially with depth, at the rate that counting paths predicts",
      better: "equal",
      unit: "ratio to the predicted rate",
      stated: null,
      statedAs: "exponential in depth",
      neutral: 1,
      tolerance: 0.1,
      kind: "property",
      scale: "reduced",
      unverified: "the predicted rate log(1 + factor^2) / 2 per block is our derivation",
    },
    "scaling-tames": {
      statement:
        "with a branch factor of 1/sqrt(n) or 1/n the output stays within a factor e of the input at any depth",
      better: "equal",
      unit: "log10 of the norm ratio",
      stated: null,
      statedAs: "bounded",
      tolerance: 0.4343,
      kind: "property",
      scale: "reduced",
      unverified: "the factor e is our derivation",
    },
    "trains-without-norm": {
      statement: "with the factor, very deep networks train without any normalization",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "up to 1000 layers",
      neutral: -2,
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
      outOfScope: {
        why: "1000-layer convolutional networks on CIFAR-10 cannot be trained to the end here",
        proxy:
          "test accuracy on digits at 64 blocks, factor 1/sqrt(n), minus that of pre-LayerNorm; above -2 points counts as trained",
      },
      unverified: reviews,
    },
    "inverse-n-underfits": {
      statement: "the factor 1/n is stable but less accurate than 1/sqrt(n)",
      better: "lower",
      unit: "accuracy points",
      stated: null,
      statedAs: "an ordering: below 1/sqrt(n) and below batch normalization",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
      unverified: reviews,
    },
    "capacity-control": {
      statement:
        "the branch factor orders the complexity of the learned function, which is largest at an intermediate factor",
      better: "higher",
      unit: "ratio to the larger end",
      stated: null,
      statedAs: "geometric complexity is unimodal in the factor",
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.1,
      unverified: reviews,
    },
    "explains-skipinit-fixup": {
      statement: "SkipInit and Fixup are the same cure: both train at depths where the unscaled tower fails",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "named as instances of the same principle",
      kind: "property",
      scale: "reduced",
      counts: 0.5,
    },
  },
  unverified: [
    "the body of the paper was not read: formulas beyond the abstract are our own derivation",
    "the shape of the paper's blocks, encoder and decoder",
  ],
});
