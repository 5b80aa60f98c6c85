/** VacancySBERT: job titles learn their meaning from the skills that stand beside them. */
import { definePaper } from "#lab/kit/index";

const whichRecall = "whether the percentage is absolute or relative, and at which of the three ranks";

/** The systems that it is compared with; each is a claim of its own. */
const beats = (system: string) =>
  ({
    statement: `by titles alone the right one is found more often, on average over 1, 5 and 10 suggestions, than with ${system}`,
    better: "higher",
    unit: "points of recall",
    stated: null,
    statedAs: "better at 1, 5 and 10",
    kind: "quality",
    scale: "reduced",
    counts: 0.5,
  }) as const;

export default definePaper({
  slug: "vacancy-sbert",
  title:
    "VacancySBERT: the approach for representation of titles and skills for semantic similarity search in the recruitment domain",
  published: "2023-07-31",
  authors: 3,
  arxiv: "2307.16638",
  code: null,
  summary:
    "Maps a free-form job title to a normalized one by nearest neighbour, with an encoder trained to match titles to the skills named in the same ad. " +
    "It needs no labelled pair of titles: shared skills draw two titles together, and the skills of an ad can sharpen its query. " +
    "New normalized titles can be added without retraining.",
  topics: ["embeddings", "text-normalization", "retrieval", "weak-supervision"],
  claims: {
    "title-only-gain": {
      statement:
        "from the title of an ad, as it is written, the right normalized title is found more often than with the best baseline",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "10 % better",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
      unverified: whichRecall,
    },
    "title-skills-gain": {
      statement:
        "with the ad's skills added, it is found more often than with the best baseline that is given them, too",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "21.5 % better",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
      unverified: whichRecall,
    },
    "cooccurrence-objective": {
      statement:
        "matching titles to the skills beside them gives better title vectors than the same training with skills of other ads",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "qualitative",
      kind: "quality",
      scale: "reduced",
      counts: 0.5,
    },
    "beats-fasttext": beats("FastText"),
    "beats-bert": beats("BERT"),
    "beats-sbert": beats("Sentence-BERT"),
    "beats-jobbert": beats("JobBERT"),
    "beats-words": {
      ...beats("their weighted letters alone, three at a time"),
      statedAs: "not stated: our control without any learning",
    },
    "similarity-over-classification": {
      statement: "similarity search finds normalized titles added after training, which a classifier cannot",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "classes need not be predefined",
      kind: "property",
      scale: "reduced",
      counts: 2,
    },
    "added-beyond-letters": {
      statement: "normalized titles added after training are found more often than by the letters that they share",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "not stated: our control without any learning",
      kind: "quality",
      scale: "reduced",
      counts: 2,
    },
    "training-size": {
      statement: "fifty billion pairs of title and description were collected",
      better: "equal",
      unit: "pairs",
      stated: 50e9,
      statedAs: "50 billion, as printed",
      neutral: 50e9,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: "the training ads were not published" },
      unverified: "implausible for the hardware described; probably fifty million",
    },
    "test-size": {
      statement: "33 thousand ads carry a normalized title picked by their author",
      better: "equal",
      unit: "ads",
      stated: 33_000,
      neutral: 33_000,
      tolerance: 500,
      kind: "property",
      outOfScope: { why: "the published benchmark file is not part of this program" },
    },
    "open-benchmark": {
      statement: "the benchmark is public",
      better: "equal",
      unit: "public files",
      stated: 1,
      statedAs: "yes, as one CSV file",
      neutral: 1,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: "no run can measure what others published" },
    },
  },
  unverified: [
    "the public repository (maiiabocharova/VacancySBERT) holds the benchmark and no code: base model, pooling and loss are inferred from neighbouring work",
    "how skills were extracted from descriptions, and how title and skills are combined at query time",
  ],
});
