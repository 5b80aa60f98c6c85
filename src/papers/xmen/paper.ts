/** xMEN: links a mention in any language to its concept, first by cheap look-up, then by a careful re-ranker. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "xmen",
  title: "xMEN: A Modular Toolkit for Cross-Lingual Medical Entity Normalization",
  published: "2023-10-17",
  authors: 5,
  arxiv: "2310.11275",
  code: "hpi-dhc/xmen",
  summary:
    "Finds the concept a mention stands for, in a terminology whose names are mostly English while the text is not. " +
    "Candidates come from character trigrams and a multilingual encoder over the names of all languages; a cross-encoder then re-orders them in context. " +
    "A term of its loss keeps it near the first ranking, so that few annotations cannot spoil a good start, and without any it is trained on translated text.",
  topics: ["entity-linking", "text-normalization", "retrieval"],
  claims: {
    "cross-lingual-aliases": {
      statement:
        "where a language has few names of its own in the terminology, English names rescue the search for candidates",
      better: "higher",
      unit: "recall@64",
      stated: null,
      statedAs: "no number; that a fifth more of the names are found is our own bar",
      neutral: 0.2,
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "english-in-particular": {
      statement: "it is English names that rescue it: those of Finnish in their place help less",
      better: "higher",
      unit: "recall@64",
      stated: null,
      statedAs: "not the paper's claim but our control for any other language",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "ensemble-beats-parts": {
      statement:
        "trigrams and dense encoder together find more candidates than the better one of them, in languages that share their letters with English",
      better: "higher",
      unit: "recall@64",
      stated: null,
      statedAs: "implied by the design",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "ensemble-other-scripts": {
      statement:
        "trigrams and dense encoder together find more candidates than the better one of them, in languages of other scripts",
      better: "higher",
      unit: "recall@64",
      stated: null,
      statedAs: "implied by the design",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "reranker-improves": {
      statement:
        "a trained cross-encoder puts the right concept first more often than what has learned from no sentence",
      better: "higher",
      unit: "recall@1",
      stated: 0.078,
      statedAs:
        "0.660 -> 0.738 on French titles (Quaero MEDLINE), fully supervised; recall@64 falls from 0.900 to 0.893",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
      unverified: "the numbers come from a notebook of the project, not from the paper",
    },
    "weak-supervision": {
      statement:
        "a cross-encoder trained only on translated text helps a language without annotations: more than what has learned from no sentence",
      better: "higher",
      unit: "recall@1",
      stated: null,
      statedAs: "effective",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "rank-regularization": {
      statement: "with few annotations, a loss that pulls the re-ranker towards the first ranking beats one without",
      better: "higher",
      unit: "recall@1",
      stated: null,
      statedAs: "its importance is stressed",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "ranking-matters": {
      statement:
        "it is the first ranking that helps there: a pull to one number for all candidates does not do as well",
      better: "higher",
      unit: "recall@1",
      stated: null,
      statedAs: "not the paper's claim but our control for the size of logits",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "sota-many-languages": {
      statement: "the toolkit beats earlier systems on many multilingual data sets",
      better: "higher",
      unit: "recall@1",
      stated: null,
      statedAs: "state of the art across benchmarks",
      kind: "quality",
      counts: 0.01,
      outOfScope: { why: "the medical corpora and their terminology are under licence" },
    },
    "hard-mwe": {
      statement: "mentions of several words stay harder than single words",
      better: "lower",
      unit: "recall@1",
      stated: null,
      statedAs: "a remaining challenge",
      kind: "property",
      scale: "reduced",
      counts: 0.02,
    },
    "low-resource-ok": {
      statement:
        "without any annotation and with few names the first stage is already useful: it finds more than the nearest name by edit distance does",
      better: "higher",
      unit: "recall@1",
      stated: null,
      statedAs: "performs well in low-resource scenarios",
      kind: "quality",
      scale: "reduced",
      counts: 0.02,
    },
    "reproducible-config": {
      statement:
        "a small run of the first stage that a configuration describes gives the same dictionary and candidates, byte by byte, again",
      better: "equal",
      unit: "differing bytes",
      stated: 0,
      statedAs: "configuration and evaluation modules for reproducible benchmarks",
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
  },
});
