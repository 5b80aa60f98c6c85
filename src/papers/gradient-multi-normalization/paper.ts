/** Gradient Multi-Normalization: a gradient balanced over rows and columns stands in for Adam's state. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "gradient-multi-normalization",
  title: "Gradient Multi-Normalization for Stateless and Scalable LLM Training",
  published: "2025-02-10",
  authors: 4,
  arxiv: "2502.06742",
  code: null,
  summary:
    "Trains matrices without optimizer state by giving each gradient unit size in several norms at once. The norms take turns, each rescaling the gradient to its own unit size, for a few rounds; with rows and columns this is the classical Sinkhorn iteration on the squared entries. It needs the memory of plain gradient descent for the matrices it handles, and is reported to be three times as fast as Adam up to a billion parameters.",
  topics: ["optimizers", "efficiency", "language-models"],
  claims: {
    "fixed-point": {
      says: "five alternating rounds bring a gradient to unit size in all norms, to within a thousandth",
      better: "equal",
      unit: "residual",
      stated: null,
      statedAs: "a common fixed point, to any precision",
      tolerance: 1e-3,
      kind: "property",
      unverified:
        "the condition of the theorem, that all projections share one Frobenius norm, is from memory and was checked numerically",
    },
    "swan-is-instance": {
      says: "the earlier SWAN update is one round of this scheme, over rows and then over singular values",
      better: "equal",
      unit: "max abs difference",
      stated: 0,
      tolerance: 1e-5,
      kind: "equivalence",
    },
    "sinkhorn-link": {
      says: "with row and column norms the squared entries follow the Sinkhorn iteration",
      better: "equal",
      unit: "max abs difference",
      stated: 0,
      tolerance: 1e-6,
      kind: "equivalence",
    },
    "cheaper-than-whitening": {
      says: "an update takes a fraction of the time that whitening the gradient takes",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "much lower",
      neutral: 1,
      kind: "speed",
    },
    "stateless-memory": {
      says: "the optimizer keeps far fewer bytes than Adam, none of them for the matrices it treats",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "memory like plain gradient descent",
      neutral: 1,
      kind: "memory",
    },
    "speedup-3x": {
      says: "a given loss is reached several times sooner than with Adam",
      better: "higher",
      unit: "ratio",
      stated: 3,
      statedAs: "3 times up to 1 B parameters",
      neutral: 1,
      kind: "speed",
      unverified:
        "what the factor counts; a community note gives 2.4 to 2.8 times fewer steps and more than 3 times the throughput",
    },
    "beats-memory-efficient": {
      says: "it ends at a lower loss than other optimizers that save memory",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "lower perplexity than the memory-efficient rivals from 60 M to 1.3 B parameters",
      kind: "quality",
      beyond: {
        why: "models of 60 M to 1.3 B parameters on billions of tokens",
        proxy: "final loss of a small language model, minus that of the best of SWAN and SCALE",
      },
    },
  },
  unverified: [
    "the paper's body was not read: algorithm and setup come from public index pages, the number of five rounds and the rates from a community implementation",
    "the learning-rate schedule and Adam's constants for the remaining parameters",
  ],
});
