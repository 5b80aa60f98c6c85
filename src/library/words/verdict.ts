/** The words and signs of verdicts, in one place for page, chart, table and screen reader. */
import type { Verdict } from "#lab/kit/index";

/** "none": no verdict, because nothing or too little was measured. */
export type Mark = Verdict | "none";

export const verdictWords: Readonly<
  Record<Mark, { readonly word: string; readonly sign: string; readonly means: string }>
> = {
  matches: {
    word: "matches",
    sign: "●",
    means: "the effect is there, and between half and twice the stated size",
  },
  holds: {
    word: "holds",
    sign: "◐",
    means: "the effect is there; the paper states no size, or another one",
  },
  inconclusive: {
    word: "inconclusive",
    sign: "○",
    means: "the measurements leave room for no effect at all",
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
