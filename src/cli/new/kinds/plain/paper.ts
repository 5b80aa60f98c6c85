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
  topics: ["normalization"],
  claims: {
    "row-mean-zero": {
      statement: "every row of the output has mean zero",
      better: "equal",
      unit: "units of x",
      stated: 0,
      tolerance: 1e-5,
      kind: "property",
      scale: "exact",
    },
  },
});
