/** MIGU: continual learning that updates only the rows with the largest outputs. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "migu",
  title: "Unlocking Continual Learning Abilities in Language Models",
  published: "2024-06-24",
  authors: 8,
  arxiv: "2406.17245",
  code: "wenyudu/MIGU",
  summary:
    "Reduces forgetting in fine-tuning by updating only those rows of each linear layer that produced the largest outputs on the batch. Different tasks make different output features large, so the mask keeps tasks apart without being told where one ends. It needs no old data and no extra parameters, and combines with low-rank adapters and with other methods of continual learning.",
  topics: ["plasticity", "language-models"],
  claims: {
    "gain-15-task": {
      statement: "after a long sequence of tasks, mean accuracy is higher than with plain low-rank fine-tuning",
      better: "higher",
      unit: "%",
      stated: 15.2,
      statedAs: "15.2 % on average over 15 tasks",
      kind: "quality",
      scale: "reduced",
      counts: 2,
      outOfScope: {
        why: "15 tasks with T5-large",
        proxy:
          "relative gain in mean accuracy of a tiny language model after six small tasks, adapters with over without the mask",
      },
      unverified: "whether the percentage is relative or absolute; we take the relative gain",
    },
    "beats-random-mask": {
      statement:
        "choosing the weights by the size of their outputs keeps more accuracy than choosing as many at random",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "not stated: our control for the mask's size",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
    "magnitudes-differ": {
      statement: "the output features that are largest overlap less between two tasks than between halves of one",
      better: "lower",
      unit: "IoU",
      stated: null,
      statedAs: "the distributions of output magnitudes differ by task",
      kind: "property",
      scale: "reduced",
      counts: 0.02,
    },
    universal: {
      statement:
        "accuracy rises for encoder, decoder and encoder-decoder models alike, taken as the smallest of the three gains",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "3 of 3 architectures: T5, RoBERTa, Llama 2",
      kind: "property",
      scale: "reduced",
      counts: 0.5,
    },
    "sota-or-par": {
      statement: "it is the best method or level with it on four benchmarks of continual learning",
      better: "higher",
      unit: "benchmarks",
      stated: 4,
      statedAs: "4 of 4, in fine-tuning and in pre-training",
      kind: "quality",
      counts: 1,
      outOfScope: { why: "the benchmarks ask for models such as T5-large and Llama 2" },
    },
    composes: {
      statement: "it adds to replay, to adapters and to plain fine-tuning, taken as the smallest of the three gains",
      better: "higher",
      unit: "accuracy points",
      stated: null,
      statedAs: "improves all three families of methods",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
    "no-labels-no-replay": {
      statement: "a training step takes neither stored examples nor the name of the task",
      better: "equal",
      unit: "inputs",
      stated: 0,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
  },
  unverified: ["the absolute values of the result tables, which were not readable"],
});
