/** Normalization and grapheme parsing for scripts of India. */
import { definePaper } from "#lab/kit/index";

const tables = "the paper's own result tables were not readable";

export default definePaper({
  slug: "indic-normalization",
  title: "Unicode Normalization and Grapheme Parsing of Indic Languages",
  published: "2024-05-26",
  authors: 9,
  arxiv: "2306.01743",
  code: "mnansary/bnUnicodeNormalizer",
  summary:
    "Repairs badly typed words of Indic scripts and cuts them into the syllables a reader sees. In Unicode one such syllable has several spellings, some of them malformed; an ordered list of repairs brings it to one form and reports each change. The parser needs only three lists of signs per script, so that a new script is added with tables alone.",
  topics: ["text-normalization"],
  claims: {
    "more-effective": {
      statement: "more malformed words are repaired than by the IndicNLP normalizer",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "more effective",
      kind: "quality",
      scale: "reduced",
      counts: 1,
      unverified: tables,
    },
    "more-efficient": {
      statement: "a word is normalized in less time than by the IndicNLP normalizer",
      better: "higher",
      unit: "ratio",
      stated: null,
      statedAs: "more efficient",
      neutral: 1,
      kind: "speed",
      scale: "reduced",
      counts: 0.02,
      unverified:
        "what efficiency means: the authors' program is slower than IndicNLP per word, so that coverage may be meant",
    },
    "seven-scripts": {
      statement: "seven scripts are handled",
      better: "equal",
      unit: "count",
      stated: 7,
      neutral: 7,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    extensible: {
      statement: "another script is added with tables and no line of code",
      better: "equal",
      unit: "lines of code",
      stated: 0,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    "visual-units": {
      statement: "words split into visually distinct syllables that join again to the same word",
      better: "equal",
      unit: "%",
      stated: 100,
      statedAs: "nearly all words",
      neutral: 100,
      tolerance: 0.1,
      kind: "property",
      scale: "exact",
    },
    "downstream-ok": {
      statement: "tasks on words and texts profit from the normalization",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "good in experiments on words and on language tasks",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
      outOfScope: {
        why: "the tasks and numbers of the paper were not readable",
        proxy: "hit rate of a search over Bangla names with badly typed queries, after minus before normalization",
      },
      unverified: tables,
    },
  },
  unverified: [
    tables,
    "the day of first publication: this is the listed one, while the arXiv number points to June 2023",
  ],
});
