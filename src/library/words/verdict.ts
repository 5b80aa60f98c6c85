/** The words and signs of verdicts, in one place for page, chart, table and screen reader. */
import type { Doubt, Scale, Verdict } from "#lab/kit/index";

/** "none": no verdict, because nothing or too little was measured. */
export type Mark = Verdict | "none";

export const verdictWords: Readonly<
  Record<Mark, { readonly word: string; readonly sign: string; readonly means: string }>
> = {
  matches: {
    word: "matches",
    sign: "●",
    means: "the effect is there, and of about the stated size",
  },
  holds: {
    word: "holds",
    sign: "◐",
    means: "the effect is there; the paper states no size, or another one",
  },
  absent: {
    word: "absent",
    sign: "∅",
    means: "an effect large enough to matter is ruled out at this scale",
  },
  inconclusive: {
    word: "inconclusive",
    sign: "○",
    means: "the measurements leave room both for an effect that matters and for none",
  },
  contradicted: {
    word: "contradicted",
    sign: "✕",
    means: "the effect points the other way",
  },
  beyond: {
    word: "beyond",
    sign: "–",
    means: "out of reach at this scale, and nothing stands in for it",
  },
  none: {
    word: "not measured",
    sign: "·",
    means: "nothing, or a single run, was measured so far",
  },
};

/** At what scale a claim was measured. */
export const scaleWords: Readonly<Record<Scale, { readonly word: string; readonly means: string }>> = {
  exact: { word: "exact", means: "bytes, counts, identities: scale does not matter" },
  toy: { word: "toy task", means: "a task made up so that the mechanism can be seen" },
  reduced: { word: "reduced scale", means: "the paper's kind of task, smaller" },
  full: { word: "full scale", means: "as in the paper" },
};

/** Why a claim is inconclusive, where it is not the scatter of the seeds alone. */
export const doubtWords: Readonly<Record<Exclude<Doubt, "scatter">, string>> = {
  diverged: "a seed diverged",
  "no twin": "timed without a second copy of the baseline, from which time is measured",
  "within the floor": "no larger than the difference between two copies of the baseline",
};
