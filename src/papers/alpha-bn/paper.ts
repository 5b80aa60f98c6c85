/** alpha-BN and Core: batch statistics calibrated at test time. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "alpha-bn",
  title: "Test-time Batch Statistics Calibration for Covariate Shift",
  published: "2021-10-06",
  authors: 3,
  arxiv: "2110.04065",
  code: null,
  summary:
    "Repairs a batch-normalized network on shifted data by mixing its stored statistics with those of the current test batch. The test batch alone would undo the shift but no longer fit the learned weights; a fixed mixture keeps both, without any training. A second part, Core, sharpens the predictions during the stream by decorrelating classes within a batch.",
  topics: ["test-time-adaptation", "normalization", "vision"],
  claims: {
    "tbn-hurts": {
      statement:
        "normalizing with the test batch alone loses accuracy that a mixture with the stored statistics keeps, in batches of 16 from a stream of skewed classes, on average over corruptions of every severity",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "the mixture is more accurate than pure test statistics",
      kind: "property",
      scale: "reduced",
      counts: 0.5,
    },
    "alpha-beats-both": {
      statement:
        "mixed statistics are more accurate than the better of pure stored and pure test statistics, in batches of 16 from a stream of skewed classes with corruptions of severity 2",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "above both ends",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
    "alpha-beats-both-balanced": {
      statement:
        "so they are in batches of 200 from a balanced stream, where the test batch alone estimates its statistics well",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "our own second case of the claim above, which names no stream",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
    "gta5-cityscapes": {
      statement: "a segmentation network trained on a video game gains on real streets without any training",
      better: "higher",
      unit: "points of mIoU",
      stated: 15.5,
      statedAs: "mean intersection over union 28.4 -> 43.9 %, GTA5 to Cityscapes",
      kind: "quality",
      scale: "reduced",
      counts: 2,
      outOfScope: {
        why: "needs street scenes and a full-size segmentation network",
        proxy:
          "canvases of two to four digits in eight other styles, one image per batch: mean intersection over union, mixture minus stored statistics",
      },
    },
    "beats-sfda": {
      statement:
        "that training-free result exceeds the newest method of its time that does adapt by training, without source data",
      better: "higher",
      unit: "points of mIoU",
      stated: null,
      statedAs: "higher on GTA5 to Cityscapes",
      kind: "quality",
      scale: "reduced",
      counts: 1,
      outOfScope: {
        why: "needs street scenes and the rival's trained network",
        proxy:
          "the same canvases: mean intersection over union, mixture minus entropy minimization, which normalizes with the test image and trains on it",
      },
    },
    "core-sota": {
      statement:
        "with Core on top it is the best method of its time on twelve data sets for corruption, new domains and segmentation",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "best of the methods compared on twelve data sets",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
      outOfScope: {
        why: "twelve image collections up to ImageNet and Cityscapes",
        proxy:
          "balanced stream of digits, corruptions of severity 5, batches of 16: accuracy of Core minus that of entropy minimization, both with the statistics of the test batch",
      },
      unverified: "Core's exact formula, and which twelve data sets were used",
    },
    "no-training": {
      statement: "calibrating the statistics changes no parameter and reads no source data",
      better: "equal",
      unit: "updates",
      stated: 0,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
  },
  unverified: [
    "whether the paper's coefficient weighs the stored or the test statistics, and its default; we name ours the weight of the test statistics",
    "that the mixture is linear with one coefficient for all layers rests on secondary descriptions",
    "the formula of Core, which we rebuilt from the abstract as class confusion without entropy weights",
  ],
});
