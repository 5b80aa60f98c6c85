/** Training BatchNorm and Only BatchNorm: every other weight stays random. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "batchnorm-only",
  title: "Training BatchNorm and Only BatchNorm: On the Expressive Power of Random Features in CNNs",
  published: "2020-02-28",
  authors: 3,
  arxiv: "2003.00152",
  code: "facebookresearch/open_lth",
  summary:
    "Freezes a convolutional network at its random initialization and trains nothing but the scale and shift of its batch norms. Deep residual networks still become surprisingly accurate, well above what the same number of other weights reaches when trained alone. Part of the trick is that training switches off a good share of the random features.",
  topics: ["normalization", "vision"],
  claims: {
    "cifar-deep": {
      statement: "a ResNet of 866 layers reaches high accuracy on CIFAR-10 with only its batch norms trained",
      better: "higher",
      unit: "%",
      stated: null,
      statedAs: "82 % on CIFAR-10",
      neutral: 50,
      kind: "quality",
      scale: "reduced",
      counts: 5,
      outOfScope: {
        why: "866 layers on CIFAR-10 take days on a laptop",
        proxy:
          "accuracy on small distorted digits of a ResNet of 26 layers with only its batch norms trained, against half of them right; guessing gives 10 %",
      },
    },
    "imagenet-top5": {
      statement: "on ImageNet the right class is among the first five guesses about a third of the time",
      better: "higher",
      unit: "%",
      stated: 32,
      neutral: 0.5,
      kind: "quality",
      counts: 5,
      outOfScope: { why: "ImageNet is far out of a laptop's reach" },
    },
    "beats-random-params": {
      statement:
        "batch norms alone, when trained, beat as many other weights picked at random and trained alone, whether those have random gains or gains of one",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "far higher",
      kind: "quality",
      scale: "reduced",
      counts: 2,
      unverified: "the matching rule of two free weights per channel; that the total counts are equal is certain",
    },
    "prunes-third": {
      statement:
        "training drives the scale of about a third of the channels, and in any case of more than a tenth, to almost zero, so that their features are off",
      better: "higher",
      unit: "%",
      stated: 33,
      neutral: 10,
      kind: "property",
      scale: "reduced",
      counts: 5,
      unverified:
        "the size below which a scale counts as zero; we use 0.01, which holds for 1 % of the scales before training",
    },
    "depth-helps": {
      statement: "the accuracy of a network with only its batch norms trained rises with depth",
      better: "higher",
      unit: "accuracy points per doubling of depth",
      stated: null,
      statedAs: "rises with depth: about 48 % with 14 layers, 70 with 110, 82 with 866",
      kind: "property",
      scale: "reduced",
      counts: 1,
    },
    "depth-beats-width": {
      statement:
        "depth is the better use of trained numbers: with only batch norms trained, a deep narrow network beats a shallow wide one that has as many of them",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "depth is the better use of parameters",
      kind: "property",
      scale: "reduced",
      counts: 1,
    },
    "affine-matters": {
      statement:
        "scale and shift also add accuracy when every other weight of the network is trained, over scales of one and no shift",
      better: "higher",
      unit: "accuracy points",
      stated: [0.5, 2],
      statedAs: "0.5 to 2 points on CIFAR-10, about 2 on ImageNet",
      kind: "quality",
      scale: "reduced",
      counts: 0.25,
    },
  },
  unverified: ["the ImageNet training schedule and the number of repetitions behind the averages"],
});
