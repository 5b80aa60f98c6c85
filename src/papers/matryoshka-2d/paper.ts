/** 2D Matryoshka: sentence embeddings that can be cut in width and in depth. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "matryoshka-2d",
  title: "2D Matryoshka Sentence Embeddings",
  published: "2024-02-22",
  authors: 5,
  arxiv: "2402.14776",
  code: "SeanLee97/AnglE",
  summary:
    "Trains one sentence encoder that can be stopped after any layer and cut to any size. Each step draws a shallower layer and a smaller size, applies the usual sentence loss at all four corners, and pulls the shallow embedding towards the last one. Cutting the size alone, as earlier nested embeddings do, still pays for every layer.",
  topics: ["embeddings", "retrieval", "efficiency"],
  claims: {
    "elastic-two-axes": {
      statement: "at every shallower layer the embedding retrieves better than that of an ordinary encoder cut there",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "useful at any layer and any size",
      kind: "property",
      scale: "reduced",
      counts: 0.5,
    },
    "small-size-similar": {
      statement: "a quarter of the size keeps at least 85 % of the score of the full embedding",
      better: "equal",
      unit: "%",
      stated: null,
      statedAs: "similar accuracy, and faster work afterwards",
      neutral: 100,
      tolerance: 15,
      kind: "quality",
      scale: "reduced",
    },
    "depth-dominates": {
      statement: "half of the layers at the full size take less time than all layers cut to a quarter of the size",
      better: "lower",
      unit: "ratio",
      stated: null,
      statedAs: "running all layers dominates the cost",
      neutral: 1,
      kind: "speed",
      scale: "reduced",
      counts: 0.05,
    },
    "intermediate-usable": {
      statement:
        "on average over the layers before the last, embeddings trained there follow similarity better than an ordinary encoder's",
      better: "higher",
      unit: "rank correlation",
      stated: null,
      statedAs: "middle layers can represent sentences",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "beats-mrl-efficiency": {
      statement:
        "at every budget of arithmetic below that of the full model it retrieves better than embeddings nested in size only",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "more flexible and efficient than nesting in one dimension",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
    "sts-effective": {
      statement: "over all settings it ranks sentence pairs by similarity better than an ordinary encoder that is cut",
      better: "higher",
      unit: "rank correlation",
      stated: null,
      statedAs: "effective on semantic similarity and downstream tasks",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
      outOfScope: {
        why: "similarity benchmarks ask for a pretrained encoder",
        proxy: "pairs of WordNet glosses graded by their distance in the hierarchy",
      },
    },
  },
  unverified: [
    "the weights of the loss terms: two versions in the history of the authors' code differ; ours is the first",
    "later versions under the same arXiv number describe another method, ESE, which is not what runs here",
  ],
});
