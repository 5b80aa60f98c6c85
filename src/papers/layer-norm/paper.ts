/** Layer Normalization: statistics over the features of one example instead of over the batch. */
import { definePaper } from "#papers/kit/index";

export default definePaper({
  slug: "layer-norm",
  title: "Layer Normalization",
  published: "2016-07-21",
  authors: 3,
  arxiv: "1607.06450",
  code: "ryankiros/layer-norm",
  summary:
    "Normalizes the summed inputs of a layer by their mean and variance over its units, for each example on its own. Batch norm takes these statistics over a batch instead, which ties examples together and does not suit recurrent networks. Here training and inference compute the same, any batch size works, and hidden states of recurrent networks neither explode nor vanish.",
  topics: ["normalization"],
  claims: {
    "faster-training": {
      says: "fewer updates are needed to reach a given loss than without normalization",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "a substantial reduction of training time",
      neutral: 1,
      kind: "speed",
    },
    "batch-independent": {
      says: "the output for one example does not change with the other examples of its batch",
      better: "equal",
      unit: "max abs difference",
      stated: 0,
      tolerance: 1e-5,
      kind: "property",
    },
    "train-equals-test": {
      says: "the same weights give the same loss in training mode and in inference mode",
      better: "equal",
      unit: "nats",
      stated: 0,
      tolerance: 1e-5,
      kind: "equivalence",
    },
    "rnn-applicable": {
      says: "in a recurrent network each time step has its own statistics and none is stored, so that any length runs",
      better: "equal",
      unit: "stored statistics",
      stated: null,
      statedAs: "straightforward for recurrent networks",
      tolerance: 0,
      kind: "property",
    },
    "rnn-stable": {
      says: "gradients through the hidden state of a recurrent network drift less with the distance in time",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "very effective at stabilizing hidden states",
      neutral: 1,
      kind: "property",
    },
    "bn-batch-sensitive": {
      says: "batch norm does worse on unseen data with batches of 4 than with batches of 128",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "batch norm depends on the size of the batch",
      kind: "quality",
    },
    invariances: {
      says: "which changes of weights and data leave the output alone is as the paper's table says",
      better: "equal",
      unit: "mismatches",
      stated: null,
      statedAs:
        "for layer norm: scaling or re-centring the whole weight matrix, scaling all data or one example; not scaling one unit's weights, nor shifting the data",
      tolerance: 0,
      kind: "property",
    },
  },
  unverified: ["that the paper normalizes hidden layers but not the logits, which is from memory"],
});
