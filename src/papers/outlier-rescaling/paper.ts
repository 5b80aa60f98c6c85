/** Outlier-driven rescaling: why transformers grow sinks, and a gate that makes them unnecessary. */
import { definePaper } from "#lab/kit/index";

const sinks = "residual sinks need not emerge in a network of less than a million parameters";
const toy = "a 16-dimensional toy that can only build a per-sample gain through an outlier";
const backcopy =
  "a small model on bigram-backcopy, a task whose head has nothing to do but to repeat, at three triggers, the letter before";

export default definePaper({
  slug: "outlier-rescaling",
  title:
    "A Unified View of Attention and Residual Sinks: Outlier-Driven Rescaling is Essential for Transformer Training",
  published: "2026-01-30",
  authors: 19,
  arxiv: "2601.22966",
  code: null,
  summary:
    "A low-rank sigmoid gate behind RMSNorm gives each token the gain that transformers otherwise build from a few huge activations. " +
    "Attention sinks and ever-large residual dimensions are read as one trick: in front of a normalizer, one large entry shrinks all others, and that is a learned gain. " +
    "Removing or clipping the outliers hurts; offering the gain directly, by a gate or by a learned vector in front of the norm, removes the need for them. " +
    "The paper puts the gates' size at about 2 % of a 2 B model; counting its 3.7 M parameters gives 0.19 %.",
  topics: ["normalization", "attention", "low-precision", "language-models"],
  claims: {
    "dyt-kills-outliers-and-quality": {
      statement: "replacing RMSNorm by a tanh (DyT) ends at a higher loss",
      better: "higher",
      unit: "nats",
      stated: 0.252,
      statedAs:
        "loss 1.964 -> 2.216 (printed as +0.259; the difference is 0.252), divergence from a learning rate of 1e-3 on",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "dyt-kills-outliers": {
      statement: "replacing RMSNorm by a tanh (DyT), which rescales nothing, removes the outliers",
      better: "lower",
      unit: "ratio of peaks",
      stated: 0.0122,
      statedAs: "peak activation 6000 -> 73",
      neutral: 1,
      kind: "property",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `ratio of peaks, in ${toy}`,
      },
    },
    "ga-halves-peak": {
      statement: "a gate on the attention output about halves the largest activation of the residual stream",
      better: "lower",
      unit: "ratio of peaks",
      stated: 0.467,
      statedAs: "peak 6000 -> 2800, loss 1.964 -> 1.957",
      neutral: 1,
      kind: "quality",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `largest activation over all states of ${backcopy}`,
      },
    },
    "clip-diverges": {
      statement: "clipping the residual stream hurts where the network has no other way to rescale",
      better: "higher",
      unit: "ratio of errors",
      stated: null,
      statedAs: "without gated attention, clipping at 10 or 100 diverges, clipping at 1000 costs 0.006 nats",
      neutral: 1,
      kind: "quality",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `error with a stream clipped at 3 over that without a clip, in ${toy}`,
      },
    },
    "clip-with-ga": {
      statement: "with gated attention a clipped residual stream trains, at a small price in loss",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "+0.003 clipped at 10, +0.001 clipped at 1000, of a peak of 2800",
      kind: "quality",
      scale: "toy",
      counts: 0.005,
      outOfScope: {
        why: sinks,
        proxy: `loss with the stream clipped at a quarter of the ungated peak minus loss without a clip, both gated, of ${backcopy}`,
      },
    },
    "glu-constrains": {
      statement:
        "a sigmoid in place of swish in the feed-forward gate costs loss while the network still needs outliers",
      better: "higher",
      unit: "nats",
      stated: 0.011,
      statedAs: "+0.011 alone; -0.003 together with gated attention and GatedNorm",
      kind: "quality",
      scale: "reduced",
      counts: 0.005,
      outOfScope: {
        why: sinks,
        proxy:
          "loss of a four-layer character model without residual sinks, sigmoid minus swish: only whether a sigmoid costs anything by itself (the toy's target is a sigmoid gate, and would favour it)",
      },
    },
    "sinks-contribute-little": {
      statement: "behind the norm, the outlier dimension passes on far less than an ordinary dimension",
      better: "lower",
      unit: "ratio to the median dimension",
      stated: null,
      statedAs: "RMSNorm weight 0.004 to 0.006 at the sink dimension, about 1 elsewhere",
      neutral: 1,
      kind: "property",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `the norm's gain at the outlier times the length of what reads it, in ${toy}`,
      },
    },
    "sink-tokens": {
      statement: "a token that soaks up attention contributes less to what the head puts out than its weight says",
      better: "lower",
      unit: "ratio of share to weight",
      stated: null,
      statedAs: "the value vectors of sink tokens are tiny",
      neutral: 1,
      kind: "property",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: "pretrained models of billions of parameters",
        proxy: `the first token's share of what the first head puts out over its weight, softmax, in ${backcopy}`,
      },
    },
    preaffine: {
      statement:
        "a learned vector in front of RMSNorm absorbs the outlier: on top of gated attention the largest activation drops again",
      better: "lower",
      unit: "ratio of peaks",
      stated: 0.229,
      statedAs: "peak 2800 -> 640, loss -0.003; the vector reaches 7.19 where the norm's weight is 0.06",
      neutral: 1,
      kind: "quality",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `ratio of peaks, in ${toy}`,
      },
    },
    gatednorm: {
      statement:
        "a gate behind every norm makes the outlier unnecessary: on top of gated attention the largest activation drops most",
      better: "lower",
      unit: "ratio of peaks",
      stated: 0.154,
      statedAs: "peak 2800 -> 430, loss -0.006; the most extreme norm weight is only 0.73",
      neutral: 1,
      kind: "quality",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `ratio of peaks, in ${toy}`,
      },
    },
    "gatednorm-not-size": {
      statement: "and it drops below that of a network which has as many weights more, but no gate",
      better: "lower",
      unit: "ratio of peaks",
      stated: null,
      statedAs: "not stated: our control",
      neutral: 1,
      kind: "property",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `ratio of peaks, in ${toy}`,
      },
    },
    "outlier-for-gain": {
      statement: "outliers are there to rescale: where no sample needs a gain of its own, none appear",
      better: "lower",
      unit: "ratio of peaks",
      stated: null,
      statedAs: "not stated: our control, which would refute the explanation",
      neutral: 1,
      kind: "property",
      scale: "toy",
      counts: 0.25,
      outOfScope: {
        why: sinks,
        proxy: `peak where all targets have the same gain over that where each has its own, in ${toy}`,
      },
    },
    "avg-gain": {
      statement: "GatedNorm improves the average over downstream benchmarks compared with gated attention alone",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "24 B: 52.71 -> 54.79 points; 7 B: 41.73 -> 43.11 points",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: "benchmark averages need models of billions of parameters",
        proxy: "validation loss saved by GatedNorm on top of gated attention",
      },
    },
    w4a4: {
      statement: "GatedNorm suffers less than gated attention alone when weights and activations are cut to 4 bits",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs:
        "points lost under FP4 with SmoothQuant: GatedNorm 1.23 (54.79 -> 53.56), gated attention 1.50, PreAffine 2.76",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      outOfScope: {
        why: "the stated drop is a benchmark average of a 24 B model",
        proxy: "rise of the validation loss under simulated 4-bit blocks, GatedNorm minus gated attention",
      },
    },
    overhead: {
      statement: "the gates cost only a few percent of latency",
      better: "equal",
      unit: "%",
      stated: [3.6, 8.1],
      statedAs:
        "about 5 at 2 B; less in wider models: 8.1, 5.9 and 3.6 at widths 2048, 4096 and 8192; below 3 with mixture of experts",
      tolerance: 8.1,
      kind: "speed",
      scale: "reduced",
      compares: "added",
    },
    "gate-form": {
      statement:
        "only a gate per element with a sigmoid both lowers the loss and stays stable; every other shape and activation ends higher",
      better: "lower",
      unit: "ratio of errors",
      stated: null,
      statedAs: "an ordering of gates per element and per tensor, with sigmoid, tanh, SiLU or no activation",
      neutral: 1,
      kind: "property",
      scale: "toy",
      counts: 0.1,
      outOfScope: {
        why: "the stated ordering is of 2 B models, whose stability is what most forms lack",
        proxy: `error over that of the best other form, mean over a gain that is a sigmoid and one that is not, in ${toy}`,
      },
    },
    "rescale-bound": {
      statement:
        "the size of RMSNorm's output never exceeds a bound that shrinks as the outlier's share of the input grows",
      better: "equal",
      unit: "excess over the bound",
      stated: 0,
      statedAs: "max|gain| * sqrt((1 - r^2) + e^2 r^2), r the outlier's share of the norm, e its relative gain",
      tolerance: 1e-6,
      kind: "equivalence",
      scale: "exact",
    },
  },
  unverified: [
    "initial values of PreAffine and of the gate, and whether the final norm is gated: not given in the paper",
    "DyT's initial values and SmoothQuant's exponent are those papers' defaults, from memory",
  ],
});
