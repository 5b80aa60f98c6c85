/** Affine-Scaled Attention: softmax rows with a learned scale and an even bias on top. */
import { definePaper } from "#lab/kit/index";

const scale = "students of 0.5 to 3 B parameters, distilled on 20 billion tokens";

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
      says: "a 0.5 B student ends its distillation no worse than with softmax or a learned sink: at most 0.01 nats above",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "2.82 with softmax, 2.83 with a learned sink, 2.82 with affine scaling",
      neutral: 0.01,
      kind: "quality",
      beyond: {
        why: scale,
        proxy: "validation loss of a four-layer character model, affine scaling minus the better of softmax and sink",
      },
    },
    "loss-1b": {
      says: "a 1 B student ends its distillation at a lower loss than with plain softmax or a learned sink",
      better: "lower",
      unit: "nats",
      stated: -0.01,
      statedAs: "2.73 with softmax, 2.73 with a learned sink, 2.72 with affine scaling",
      kind: "quality",
      beyond: { why: scale },
    },
    "loss-3b": {
      says: "a 3 B student ends its distillation at a lower loss than with plain softmax or a learned sink",
      better: "lower",
      unit: "nats",
      stated: -0.01,
      statedAs: "2.65 with softmax, 2.65 with a learned sink, 2.64 with affine scaling",
      kind: "quality",
      beyond: { why: scale },
    },
    "c4-ppl": {
      says: "web text from another source than the training text is predicted better than with plain softmax",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs:
        "C4 perplexity with softmax / sink / affine: 71.7 / 81.5 / 70.6 at 0.5 B, 61.9 / 68.3 / 58.9 at 1 B, 44.9 / 48.5 / 40.8 at 3 B",
      kind: "quality",
      beyond: {
        why: scale,
        proxy:
          "a character model trained on Moby Dick, loss on State of the Union addresses, affine scaling minus softmax",
      },
    },
    "downstream-avg": {
      says: "the mean accuracy over six zero-shot tasks is higher than with plain softmax",
      better: "higher",
      unit: "accuracy points",
      stated: [0.5, 1.6],
      statedAs:
        "softmax / sink / affine in %: 50.6 / 50.8 / 51.3 at 0.5 B, 56.7 / 56.7 / 57.2 at 1 B, 60.8 / 61.6 / 62.4 at 3 B",
      kind: "quality",
      beyond: { why: "zero-shot tasks say nothing about models as small as ours" },
    },
    "plus-gated": {
      says: "affine scaling still helps on top of a gate on the attention output",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs:
        "gate alone -> gate with affine scaling: mean accuracy 57.1 -> 58.0 % and C4 perplexity 56.6 -> 56.2 at 1 B, 61.6 -> 63.1 % and 44.6 -> 42.7 at 3 B",
      kind: "quality",
      beyond: {
        why: scale,
        proxy: "validation loss of a four-layer character model, gate with affine scaling minus gate alone",
      },
    },
    "act-linear-clip": {
      says: "limiting the scale by a straight line clipped to 0 and 1 works better than a sigmoid",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "mean zero-shot accuracy 58.0 against 57.6 % at 1 B",
      kind: "quality",
      beyond: {
        why: scale,
        proxy: "validation loss of a four-layer character model, clipped line minus sigmoid",
      },
    },
    "gradnorm-variance": {
      says: "the gradient norm varies less in early training, as a share of its variance under softmax",
      better: "lower",
      unit: "ratio",
      stated: [0.74, 0.79],
      statedAs:
        "variance over steps 0 to 500 with softmax / sink / affine: 0.257 / 0.259 / 0.203 and 3.934 / 3.951 / 2.897",
      neutral: 1,
      kind: "property",
    },
    "gradnorm-cv": {
      says: "the gradient norm varies less relative to its own mean, compared with softmax",
      better: "lower",
      unit: "ratio",
      stated: [0.89, 0.92],
      statedAs: "coefficient of variation with softmax / sink / affine: 0.90 / 0.92 / 0.80 and 2.19 / 2.20 / 2.02",
      neutral: 1,
      kind: "property",
    },
    "spikes-k9": {
      says: "fewer steps than under softmax have a gradient norm more than nine median deviations above the median",
      better: "lower",
      unit: "steps",
      stated: null,
      statedAs: "30 / 31 / 22 and 28 / 35 / 27 steps with softmax / sink / affine",
      kind: "property",
    },
    "spikes-k6": {
      says: "the same holds when six median deviations already count as a spike",
      better: "lower",
      unit: "steps",
      stated: null,
      statedAs:
        "40 / 44 / 42 and 53 / 67 / 54 steps with softmax / sink / affine, so plain softmax has the fewest here",
      kind: "property",
    },
    "first-token": {
      says: "less attention weight lands on the first token than under softmax",
      better: "lower",
      unit: "weight",
      stated: null,
      statedAs: "lowest of the three variants, layer by layer",
      kind: "property",
    },
    "row-sum-spread": {
      says: "the total attention of a query really differs from query to query, where softmax fixes it at one",
      better: "higher",
      unit: "weight",
      stated: null,
      statedAs: "a wide distribution of row sums, shown as a figure",
      kind: "property",
    },
    entropy: {
      says: "attention is spread more evenly, with a higher entropy than under softmax in most layers",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "highest mean entropy of the three variants in most layers",
      kind: "property",
      unverified:
        "how an entropy is taken of weights that may be negative; we use their absolute values, rescaled to sum to one",
    },
    params: {
      says: "the scale costs one matrix of width times heads per layer, 0.4 M parameters in the 0.5 B model",
      better: "equal",
      unit: "M",
      stated: 0.4,
      statedAs: "0.4, 1.0 and 2.1 M extra parameters at 0.5, 1 and 3 B",
      neutral: 0.4,
      tolerance: 0.05,
      kind: "memory",
    },
  },
  unverified: [
    "whether the even bias is divided by all keys or only by the visible ones; both readings are built, and only the first can give the published spread of row sums",
    "how the scale's weights start, and whether its running mean is kept per head or per layer",
  ],
});
