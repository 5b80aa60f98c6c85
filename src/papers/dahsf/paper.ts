/** DAHSF: text digested into commands by layers of small symbolic trees. */
import { definePaper } from "#lab/kit/index";

const denominator = "the factor has no stated rival; we compare with a small encoder-decoder network";

export default definePaper({
  slug: "dahsf",
  title:
    "Digestion Algorithm in Hierarchical Symbolic Forests: A Fast Text Normalization Algorithm and Semantic Parsing Framework for Specific Scenarios and Lightweight Deployment",
  published: "2024-12-18",
  authors: 1,
  arxiv: "2412.14054",
  code: null,
  summary:
    "Parses text of a narrow domain without a neural network, by rewriting it layer by layer to standard symbols until a command is left. Each layer is a set of small trees of alternatives; as choices at different places multiply, a small store of words covers very many sentences. The paper reports at least a hundred times less model and memory; what runs here is our reconstruction of the method from its abstract.",
  topics: ["text-normalization"],
  claims: {
    "model-size-100x": {
      says: "the stored model is far smaller than a neural one that parses at least as well",
      better: "higher",
      unit: "ratio",
      stated: 100,
      statedAs: "at least two orders of magnitude",
      neutral: 1,
      kind: "memory",
      unverified: denominator,
    },
    "memory-100x": {
      says: "parsing takes far less memory than with a neural model",
      better: "higher",
      unit: "ratio",
      stated: 100,
      statedAs: "at least two orders of magnitude",
      neutral: 1,
      kind: "memory",
      unverified: denominator,
    },
    faster: {
      says: "a query is parsed faster than by a neural model",
      better: "higher",
      unit: "ratio",
      stated: null,
      statedAs: "faster, as a consequence of its size",
      neutral: 1,
      kind: "speed",
    },
    "little-data": {
      says: "learnt from 50 labelled queries it parses more of them exactly than a network learnt from 1,000",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "works with little data; the numbers of queries are ours",
      kind: "quality",
    },
    "multiplication-rule": {
      says: "a pattern covers the product of its alternatives while it stores only their sum",
      better: "equal",
      unit: "ratio",
      stated: 1,
      neutral: 1,
      tolerance: 0,
      kind: "property",
    },
    interpretable: {
      says: "every decision can be traced to a rule and the words it came from",
      better: "equal",
      unit: "%",
      stated: null,
      statedAs: "interpretable, unlike a neural network",
      neutral: 100,
      tolerance: 0,
      kind: "property",
    },
    "normalise-and-parse": {
      says: "one pass gives a standard wording and the meaning, and the wording parses to the same meaning again",
      better: "equal",
      unit: "%",
      stated: null,
      statedAs: "both come from one framework",
      neutral: 100,
      tolerance: 0,
      kind: "property",
    },
    "no-forgetting": {
      says: "adding knowledge loses none of the cases that worked before",
      better: "equal",
      unit: "cases",
      stated: 0,
      tolerance: 0,
      kind: "property",
    },
    local: {
      says: "it runs on the local machine, without any call over a network",
      better: "equal",
      unit: "network calls",
      stated: 0,
      tolerance: 0,
      kind: "property",
    },
  },
  unverified: [
    "the algorithm itself: only the abstract and one short summary could be read, and what runs here is our reconstruction, not the author's program",
  ],
});
