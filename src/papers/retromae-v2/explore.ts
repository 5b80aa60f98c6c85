/** What the decoder sees of a text of the user's choice, and what is left for the vector to tell. */
import { random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { wordsOf } from "#lab/datasets/words";
import { drawVisible, placesOf, writeBag } from "./draws.ts";
import paper from "./paper.ts";

const most = 16;

/** What each row sees, row after row: CLS is 0, words are 1, 2, ... and SEP is last. */
const seenOf = (words: readonly string[], share: number) => {
  const places = placesOf(words.map((_, at) => [at]));
  return drawVisible(random(1).stream("rows"), places, { share, length: words.length + 2 });
};

export default explore(paper, {
  intro:
    "The decoder guesses every word of a text, from the text's vector in the place of CLS and from the words that its row may see. Hide more and watch how little is left: the rest has to be in the vector.",
  inputs: {
    text: { kind: "text", label: "Text", maxLength: 120, default: "a scientist trained in the study of plants" },
    hidden: { kind: "number", label: "Hidden from each row", unit: "%", min: 10, max: 90, step: 10, default: 50 },
    word: { kind: "number", label: "Word to guess", min: 1, max: most, step: 1, default: 2 },
  },
  charts: {
    "Who sees whom": {
      x: { label: "Token, CLS first" },
      y: { label: "Row that is guessed" },
      mark: "dots",
      caption: "No row sees itself. The first column is the text's vector, which every word's row sees.",
    },
    "Left to see": {
      x: { label: "Hidden", unit: "%" },
      y: { label: "Words that a row sees, on average" },
      caption: "Each row draws what is hidden from it anew, so that one text gives many tasks.",
    },
    "Bag of words": {
      x: { label: "Word" },
      y: { label: "Weight in the bag" },
      mark: "dots",
      caption: "What the second decoder predicts. The authors' code counts a repeated word once, and divides by all.",
    },
  },
  compute({ text, hidden, word }) {
    const words = wordsOf(text).slice(0, most);
    const length = words.length + 2;
    const visible = seenOf(words, hidden / 100);
    const points = Array.from(visible, (seen, at) => ({
      ...{ chart: "Who sees whom" as const, series: seen ? "seen" : "hidden" },
      ...{ x: at % length, y: Math.floor(at / length) },
    }));
    const seenBy = (row: number, of: Uint8Array) => words.filter((_, at) => of[row * length + at + 1] === 1);
    const average = (share: number): number => {
      const of = seenOf(words, share);
      return words.reduce((sum, _, at) => sum + seenBy(at + 1, of).length, 0) / Math.max(1, words.length);
    };
    const left = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => ({
      ...{ chart: "Left to see" as const, series: "words", x: 10 * tenth, y: average(tenth / 10) },
    }));
    const places = [...new Set(words)];
    const bag = (["distinct", "count"] as const).flatMap((kind) => {
      const weights = new Float32Array(places.length);
      const codes = words.map((own) => [places.indexOf(own)]);
      writeBag(weights, codes, kind);
      const series = kind === "distinct" ? "as the authors have it" : "counted";
      return Array.from(weights, (y, at) => ({ chart: "Bag of words" as const, series, x: at + 1, y }));
    });
    const row = Math.min(word, words.length);
    const seen = row === 0 ? [] : seenBy(row, visible);
    const statement =
      row === 0
        ? "A text of 0 words leaves nothing to guess."
        : `To guess “${words[row - 1]}”, the decoder sees ${seen.length} of ${words.length - 1} other words (${seen.join(", ") || "none"}) and the vector; on average a row sees ${inWords(average(hidden / 100))}.`;
    return { points: [...points, ...left, ...bag], statement };
  },
});
