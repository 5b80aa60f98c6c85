/** Facts and claims. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "new-paper",
  title: "A New Paper",
  published: "2026-01-01",
  authors: 1,
  arxiv: null,
  code: null,
  summary: "Replace this by two to four sentences of your own; the first one stands in lists.",
  topics: ["normalization", "language-models"],
  claims: {
    "beats-rmsnorm": {
      statement: "a language model ends at a lower loss than with RMSNorm",
      better: "lower",
      unit: "nats",
      stated: null,
      statedAs: "Replace this by the numbers of the paper, and where they stand.",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "unit-size": {
      statement: "the mean magnitude of every row of the output is that of the gain, whatever the input's size",
      better: "equal",
      unit: "relative error",
      stated: 0,
      tolerance: 1e-4,
      kind: "property",
      scale: "exact",
    },
  },
});
