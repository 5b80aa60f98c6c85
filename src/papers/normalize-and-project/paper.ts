/** Normalize-and-Project: normalization that hides no learning-rate schedule. */
import { definePaper } from "#lab/kit/index";

const arcade = "arcade games need an emulator and orders of magnitude more frames than a laptop run affords";

export default definePaper({
  slug: "normalize-and-project",
  title: "Normalization and effective learning rates in reinforcement learning",
  published: "2024-07-01",
  authors: 7,
  arxiv: "2407.01800",
  code: null,
  summary:
    "Put a normalization in front of every nonlinearity and rescale each weight matrix to its initial norm after every update. " +
    "A normalized layer ignores the scale of its weights while its gradient does not, so growing weights quietly lower the learning rate; projection removes that hidden decay. " +
    "What is left is exactly the schedule one wrote down, which helps networks that must keep learning from a changing stream.",
  topics: ["plasticity", "normalization", "optimizers"],
  claims: {
    "elr-equivalence": {
      statement:
        "under normalization a growing weight norm is a decaying learning rate: projected weights with that decay written out give the same network",
      better: "equal",
      unit: "max abs difference",
      stated: 0,
      statedAs: "an exact equivalence",
      tolerance: 1e-4,
      kind: "equivalence",
      scale: "exact",
    },
    "constant-elr": {
      statement: "with projection the effective learning rate of every layer stays where it started",
      better: "equal",
      unit: "ratio to the start",
      stated: 1,
      neutral: 1,
      tolerance: 2e-6,
      kind: "property",
      scale: "exact",
    },
    "synthetic-plasticity": {
      statement:
        "on a stream of tasks with freshly drawn labels, NaP fits the late tasks better than normalization without projection, each at its own best rate and with the output that suits it better",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "more robust on synthetic benchmarks of plasticity loss",
      kind: "quality",
      scale: "toy",
      counts: 1,
    },
    "hidden-decay-costs": {
      statement:
        "at a low written rate the hidden decay costs accuracy: NaP fits the late tasks better than normalization without projection at the same rate",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "growing weights silently lower the learning rate until learning stops",
      kind: "quality",
      scale: "toy",
      counts: 2,
    },
    "hidden-decay-helps": {
      statement:
        "at a high written rate the same hidden decay helps: normalization without projection fits the late tasks better than NaP at the same rate",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "not stated for such tasks: our control, without which the next claim would say nothing",
      kind: "quality",
      scale: "toy",
      counts: 2,
    },
    "hidden-decay": {
      statement:
        "what projection changes is the hidden decay and nothing else: at that high rate, with the decay of the net without projection written out layer by layer, the projected net fits the late tasks just as that one does",
      better: "equal",
      unit: "accuracy points",
      stated: null,
      statedAs: "not stated: our control, which would refute the explanation",
      tolerance: 4,
      kind: "property",
      scale: "toy",
    },
    "atari-single": {
      statement: "an agent with NaP earns more on single arcade games",
      better: "higher",
      unit: "return",
      stated: null,
      statedAs: "improves single-task learning in the Arcade Learning Environment",
      kind: "quality",
      scale: "toy",
      counts: 0.05,
      outOfScope: {
        why: arcade,
        proxy:
          "late return on a 10 x 10 Catch game with two balls, NaP minus layer normalization without projection, each with the rate and the schedule at which it tuned best: weak evidence for arcade games",
      },
    },
    "atari-sequential": {
      statement: "an agent with NaP earns more when arcade games follow each other without a reset",
      better: "higher",
      unit: "return",
      stated: null,
      statedAs: "improves sequential learning in the Arcade Learning Environment",
      kind: "quality",
      scale: "toy",
      counts: 0.05,
      outOfScope: {
        why: arcade,
        proxy:
          "mean return over four Catch variants, visited twice without a reset, NaP minus layer normalization without projection, both at constant rates: weak evidence for arcade games",
      },
    },
    "no-harm": {
      statement:
        "on an ordinary supervised task projection costs nothing: the accuracy of a convolutional net ends at most 0.2 points below that of the same network without it, or above",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "ResNets and transformers recover their base performance, or improve slightly",
      neutral: -0.2,
      kind: "quality",
      scale: "reduced",
      counts: 0.1,
    },
    "schedule-analysis": {
      statement:
        "agents live off the hidden decay: writing a decaying rate down brings more return where projection has taken the hidden one away than where it has not",
      better: "higher",
      unit: "return",
      stated: null,
      statedAs: "explicit schedules show how much reinforcement learning depends on implicit decay",
      kind: "property",
      scale: "toy",
      counts: 0.05,
      outOfScope: {
        why: arcade,
        proxy:
          "late return on Catch with a linear decay minus that with a constant rate, each at its own best rate: this gain with NaP minus the same gain with layer normalization, because a falling rate helps any training to end well",
      },
      unverified: "that agents profit from the hidden decay is recalled from the paper, not re-read",
    },
  },
  unverified: [
    "whether the paper projects the output layer too",
    "how the gains and offsets of the normalization are treated; the choice here is ours",
    "the place of normalization inside attention blocks",
  ],
});
