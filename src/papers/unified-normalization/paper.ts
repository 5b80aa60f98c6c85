/** Unified Normalization: smoothed batch statistics that train like LayerNorm and vanish at inference. */
import { definePaper } from "#lab/kit/index";

const readme = "numbers of the project's readme; the paper's text was not available";

export default definePaper({
  slug: "unified-normalization",
  title: "Unified Normalization for Accelerating and Stabilizing Transformers",
  published: "2022-08-02",
  authors: 8,
  arxiv: "2208.01313",
  code: "hikvision-research/Unified-Normalization",
  summary:
    "A norm with stored statistics that trains about as well as LayerNorm and disappears into the next linear layer at inference. " +
    "Statistics of the forward and backward pass are smoothed over the last few batches, and a batch with an outlier is left out, as the gap between arithmetic and geometric mean shows. " +
    "What remains at inference is an affine map per channel, which costs nothing.",
  topics: ["normalization", "efficiency", "vision", "translation"],
  claims: {
    "infer-speedup": {
      says: "inference with the folded norm is faster than with LayerNorm as the runtime's single operator",
      better: "higher",
      unit: "%",
      stated: 31,
      statedAs: "about 31, on a GPU",
      kind: "speed",
    },
    "infer-speedup-primitive": {
      says: "inference with the folded norm is faster than with LayerNorm spelled out in basic operations",
      better: "higher",
      unit: "%",
      stated: 31,
      statedAs: "about 31, on a GPU; which form of LayerNorm was timed is not known to us",
      kind: "speed",
    },
    "memory-reduction": {
      says: "inference takes less memory than with LayerNorm",
      better: "higher",
      unit: "% saved",
      stated: null,
      statedAs: "nearly 18 %, on a GPU",
      kind: "memory",
      beyond: {
        why: "memory on a GPU, as the paper states it, cannot be read here",
        proxy: "peak bytes of live activations in the inference graph",
      },
    },
    "quality-on-par": {
      says: "language models end about where they end with LayerNorm: within 0.03 nats",
      better: "equal",
      unit: "nats",
      stated: null,
      statedAs: "against LayerNorm: BLEU 35.4 / 35.3",
      tolerance: 0.03,
      kind: "quality",
      unverified: readme,
    },
    "quality-on-par-vision": {
      says: "vision models end about as accurate as with LayerNorm: within one point",
      better: "equal",
      unit: "accuracy points",
      stated: [-0.6, 0.5],
      statedAs: "against LayerNorm: ImageNet 80.9 / 81.5, CIFAR-10 98.3 / 98.3, CIFAR-100 88.9 / 88.4",
      tolerance: 1,
      kind: "quality",
      unverified: readme,
    },
    "beats-bn": {
      says: "vision models are more accurate than with batch normalization",
      better: "higher",
      unit: "accuracy points",
      stated: [0.7, 1.7],
      statedAs:
        "80.9 against 79.8 (ImageNet), 98.3 against 96.6 (CIFAR-10), 88.9 against 88.2 (CIFAR-100); BLEU 35.4 against 31.1",
      kind: "quality",
      unverified: readme,
    },
    "fuses-exactly": {
      says: "at inference the norm folds into the linear layer behind it without changing the output",
      better: "equal",
      unit: "max relative difference",
      stated: 0,
      tolerance: 1e-5,
      kind: "equivalence",
    },
    "stats-abnormal": {
      says: "batch statistics fluctuate and contain outliers: single batches reach more than twice the typical value",
      better: "higher",
      unit: "largest / median",
      stated: null,
      statedAs: "fluctuation over iterations and outliers across layers",
      neutral: 2,
      kind: "property",
    },
    "filtration-prevents-collapse": {
      says: "leaving outlier batches out of the smoothing prevents collapse: without it, accuracy ends more than 5 points lower",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "training collapses without, never with",
      neutral: 5,
      kind: "property",
    },
  },
  unverified: ["the paper's text was not available: the method is from the released layer, executed and checked"],
});
