/** A sentence of the synthetic language, and the beam that translates it: scores, lengths, and what of the source was looked at. */
import { end } from "#lab/datasets/translation";
import { explore } from "#lab/kit/index";
import { beamSearch, type BeamStep } from "#lab/nn/recurrent/beam-search";
import { openTranslating } from "#lab/nn/recurrent/step-decoder";
import { scoreOf, scoringBy } from "./method.ts";
import paper from "./paper.ts";
import { foundInWords, tidied, warningsOf } from "./said.ts";
import { translator } from "./translator/index.ts";

/** Pieces of the longest sentence; of a longer one the beginning is read. */
const [longest, width] = [32, 4];

const opening = async () => {
  const { symbols, words, model, parameters } = translator();
  return { symbols, words, translating: await openTranslating(model, { parameters, longest, width, threads: 1 }) };
};
let opened: ReturnType<typeof opening> | null = null;
/** Once, when it is first asked for; what failed is tried again. */
const translatorOpened = () =>
  (opened ??= opening().catch((error: unknown) => {
    opened = null;
    throw error;
  }));

export default explore(paper, {
  intro:
    "A small network translates from one synthetic language into another; it learned sentences of one or two short clauses. Words: the, captain, sailor, whale, ship, island, storm and their plurals, old, white, great, follow, see, carry, leave, often, never, near, and; numbers from 2 to 9; any name. Write longer sentences, and watch which translations win as length and coverage count for more.",
  inputs: {
    sentence: { kind: "text", label: "Sentence", maxLength: 120, default: "the old captain sees 3 ships near Tamiro and Velika often follows the great whale" }, // prettier-ignore
    alpha: { kind: "number", label: "Strength of length", min: 0, max: 1, step: 0.1, default: 0.2 },
    beta: { kind: "number", label: "Strength of coverage", min: 0, max: 1, step: 0.1, default: 0.2 },
  },
  charts: {
    "The beam": {
      x: { label: "Pieces written" },
      y: { label: "log P" },
      mark: "dots",
      caption:
        "Every hypothesis that lived or ended. Longer ones are less likely: that is what the score divides away.",
    },
    "Scores of what ended": {
      x: { label: "Pieces written" },
      y: { label: "Score" },
      mark: "dots",
      caption: "log P alone, and the score that divides it by length and adds coverage. The highest wins.",
    },
    Coverage: {
      x: { label: "Piece of the source" },
      y: { label: "Attention in all" },
      caption: "Of the winner. What lies below 1 costs the translation something, more than 1 gains nothing.",
    },
  },
  async compute({ sentence: text, alpha, beta }) {
    const { symbols, words, translating } = await translatorOpened();
    const sentence = tidied(text);
    const read = symbols.encode(sentence).slice(0, longest);
    const steps: BeamStep[] = [];
    const { hypotheses } = await beamSearch(await translating.of(read), {
      ...{ width, start: 1, end, longest: 2 * read.length, onStep: (step) => steps.push(step) },
      scorings: [scoringBy({ alpha, beta }), scoringBy({ alpha: 1, beta })],
    });
    const seen = (of: "live" | "ended") =>
      steps.flatMap((step) => step[of].map(({ symbols: { length: x }, logProbability: y }) => ({ chart: "The beam" as const, series: of, x, y }))); // prettier-ignore
    const scored = steps.flatMap(({ ended }) => ended).flatMap((one) =>
      (["log P", "score"] as const).map((series) => ({
        ...{ chart: "Scores of what ended" as const, series, x: one.symbols.length },
        y: series === "score" ? scoreOf(one, { alpha, beta }) : one.logProbability,
      })),
    ); // prettier-ignore
    const coverage = Array.from(hypotheses[0].coverage, (y, at) => ({ chart: "Coverage" as const, series: "winner", x: at + 1, y })); // prettier-ignore
    return {
      points: [...seen("live"), ...seen("ended"), ...scored, ...coverage],
      statement: warningsOf(sentence, read, { symbols, words }) + foundInWords(hypotheses, { read, symbols, strengths: { alpha, beta } }), // prettier-ignore
    };
  },
});
