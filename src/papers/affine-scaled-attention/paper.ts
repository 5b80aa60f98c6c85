/** Affine-Scaled Attention: softmax rows with a learned scale and an even bias on top. */
import { definePaper } from "#lab/kit/index";

const scale = "students of 0.5 to 3 B parameters, distilled on 20 billion tokens";
const noSinks = "a character model of our size has no sink on its first token for attention to avoid";

export default definePaper({
  slug: "affine-scaled-attention",
  title: "Affine-Scaled Attention: Towards Flexible and Stable Transformer Attention",
  published: "2026-02-26",
  authors: 10,
  arxiv: "2602.23057",
  code: null,
  summary:
    "Lets a query spend more or less than one unit of attention: its softmax row is multiplied by a learned scale between 0 and 1, and the balance is spread evenly over the keys. The balance is measured against a running mean of the scale, so that the total stays in place on average. Models of 0.5 to 3 billion parameters, distilled from larger ones, come out slightly better, with calmer gradients and less attention wasted on the first token.",
  topics: ["attention", "softmax", "language-models"],
  claims: {
    "loss-05b": {
      statement:
        "a 0.5 B student ends its distillation no worse than with softmax or a learned sink: at most 0.01 nats above",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "2.82 with softmax, 2.83 with a learned sink, 2.82 with affine scaling",
      neutral: 0.01,
      kind: "quality",
      scale: "reduced",
      counts: 0.005,
      outOfScope: {
        why: scale,
        proxy: "validation loss of a four-layer character model, affine scaling minus the better of softmax and sink",
      },
    },
    "loss-1b": {
      statement: "a 1 B student ends its distillation at a lower loss than with plain softmax or a learned sink",
      better: "lower",
      unit: "nats",
      stated: -0.01,
      statedAs: "2.73 with softmax, 2.73 with a learned sink, 2.72 with affine scaling",
      kind: "quality",
      counts: 0.005,
      outOfScope: { why: scale },
    },
    "loss-3b": {
      statement: "a 3 B student ends its distillation at a lower loss than with plain softmax or a learned sink",
      better: "lower",
      unit: "nats",
      stated: -0.01,
      statedAs: "2.65 with softmax, 2.65 with a learned sink, 2.64 with affine scaling",
      kind: "quality",
      counts: 0.005,
      outOfScope: { why: scale },
    },
    "c4-ppl": {
      statement: "web text from another source than the training text is predicted better than with plain softmax",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs:
        "C4 perplexity with softmax / sink / affine: 71.7 / 81.5 / 70.6 at 0.5 B, 61.9 / 68.3 / 58.9 at 1 B, 44.9 / 48.5 / 40.8 at 3 B",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: scale,
        proxy:
          "a character model trained on Moby Dick, loss on State of the Union addresses, affine scaling minus softmax",
      },
    },
    "downstream-avg": {
      statement: "the mean accuracy over six zero-shot tasks is higher than with plain softmax",
      better: "higher",
      unit: "accuracy points",
      stated: [0.5, 1.6],
      statedAs:
        "softmax / sink / affine in %: 50.6 / 50.8 / 51.3 at 0.5 B, 56.7 / 56.7 / 57.2 at 1 B, 60.8 / 61.6 / 62.4 at 3 B",
      kind: "quality",
      counts: 0.25,
      outOfScope: { why: "zero-shot tasks say nothing about models as small as ours" },
    },
    "plus-gated": {
      statement: "affine scaling still helps on top of a gate on the attention output",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs:
        "gate alone -> gate with affine scaling: mean accuracy 57.1 -> 58.0 % and C4 perplexity 56.6 -> 56.2 at 1 B, 61.6 -> 63.1 % and 44.6 -> 42.7 at 3 B",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: scale,
        proxy: "validation loss of a four-layer character model, gate with affine scaling minus gate alone",
      },
    },
    "act-linear-clip": {
      statement: "limiting the scale by a straight line clipped to 0 and 1 works better than a sigmoid",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "mean zero-shot accuracy 58.0 against 57.6 % at 1 B",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: scale,
        proxy: "validation loss of a four-layer character model, clipped line minus sigmoid",
      },
    },
    "gradnorm-variance": {
      statement: "the gradient norm varies less in early training, as a share of its variance under softmax",
      better: "lower",
      unit: "ratio",
      stated: [0.74, 0.79],
      statedAs:
        "variance over steps 0 to 500 with softmax / sink / affine: 0.257 / 0.259 / 0.203 and 3.934 / 3.951 / 2.897",
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.1,
    },
    "gradnorm-cv": {
      statement: "the gradient norm varies less in early training relative to its own mean, compared with softmax",
      better: "lower",
      unit: "ratio",
      stated: [0.89, 0.92],
      statedAs: "coefficient of variation with softmax / sink / affine: 0.90 / 0.92 / 0.80 and 2.19 / 2.20 / 2.02",
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.04,
    },
    "gradnorm-beyond-scale": {
      statement:
        "it also varies less, relative to its mean, than where every query keeps the scale at which it starts: what is learned matters, not only that less is spent",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "not stated: our control, with the same start and the same running mean, but no scale that is learned",
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.04,
    },
    "spikes-k9": {
      statement:
        "fewer steps than under softmax have a gradient norm more than nine median deviations above the median",
      better: "lower",
      unit: "steps",
      stated: null,
      statedAs: "30 / 31 / 22 and 28 / 35 / 27 steps with softmax / sink / affine",
      kind: "property",
      scale: "reduced",
      counts: 2,
    },
    "spikes-k6": {
      statement: "the same holds when six median deviations already count as a spike",
      better: "lower",
      unit: "steps",
      stated: null,
      statedAs:
        "40 / 44 / 42 and 53 / 67 / 54 steps with softmax / sink / affine, so plain softmax has the fewest here",
      kind: "property",
      scale: "reduced",
      counts: 2,
    },
    "first-token": {
      statement: "less attention weight lands on the first token than under softmax",
      better: "lower",
      unit: "weight",
      stated: null,
      statedAs: "lowest of the three variants, layer by layer",
      kind: "property",
      scale: "toy",
      counts: 0.02,
      outOfScope: {
        why: noSinks,
        proxy:
          "bigram-backcopy, a task whose head has nothing to do most of the time and then looks at the first token: mean weight on it over three blocks, affine scaling minus softmax",
      },
    },
    "first-token-share": {
      statement: "the first token also gets a smaller part of what a query spends, so that not only less is spent",
      better: "lower",
      unit: "share",
      stated: null,
      statedAs: "not stated: our control, since a scale of one half alone halves every weight",
      kind: "property",
      scale: "toy",
      counts: 0.02,
      outOfScope: {
        why: noSinks,
        proxy:
          "bigram-backcopy: the first token's absolute weight over the sum of absolute weights, affine scaling minus softmax",
      },
    },
    "row-sum-spread": {
      statement:
        "the total attention of a query differs from query to query, where softmax fixes it at one: by a standard deviation above 0.05",
      better: "higher",
      unit: "weight",
      stated: null,
      statedAs:
        "a wide distribution of row sums, shown as a figure; 0.05 is ours, five times what an untrained scale gives",
      neutral: 0.05,
      kind: "property",
      scale: "reduced",
      counts: 0.02,
    },
    entropy: {
      statement: "attention is spread more evenly, with a higher entropy than under softmax in most layers",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "highest mean entropy of the three variants in most layers",
      kind: "property",
      scale: "toy",
      counts: 0.1,
      outOfScope: {
        why: noSinks,
        proxy: "bigram-backcopy: mean entropy over three blocks, affine scaling minus softmax",
      },
      unverified:
        "how an entropy is taken of weights that may be negative; we use their absolute values, rescaled to sum to one",
    },
    params: {
      statement: "the scale costs one matrix of width times heads per layer, 0.4 M parameters in the 0.5 B model",
      better: "equal",
      unit: "M",
      stated: 0.4,
      statedAs: "0.4, 1.0 and 2.1 M extra parameters at 0.5, 1 and 3 B",
      neutral: 0.4,
      tolerance: 0.05,
      kind: "memory",
      scale: "exact",
    },
  },
  unverified: [
    "whether the even bias is divided by all keys or only by the visible ones; both readings are built, and only the first can give the published spread of row sums",
    "how the scale's weights start, and whether its running mean is kept per head or per layer",
  ],
});
