/** For tests: papers on made-up themes, whose abstracts say in other words what their titles say. */
import { random } from "#engine";
import type { LearningPaper } from "./corpus.ts";

/** Words of a theme in titles, and in abstracts. */
const [inTitles, inAbstracts] = [12, 30];
const syllables = ["ba", "de", "ki", "lo", "mu", "na", "po", "ru", "ti", "vo"];

/** A word of its own for each number. */
const wordOf = (number: number): string =>
  [...String(number).padStart(4, "0")].map((digit) => syllables[Number(digit)]).join("") + "k";

/** @param themes up to 100; the fewer, the less a title says about which of its theme's papers is meant. */
export function madeUpPapers(papers: number, { themes = 60 } = {}): LearningPaper[] {
  return Array.from({ length: papers }, (_, at) => {
    const stream = random(at).stream("made-up paper");
    const words = (first: number, among: number, count: number): string =>
      Array.from(stream.integers(count, among), (word) => wordOf((at % themes) * 100 + first + word)).join(" ");
    return {
      id: at + 1,
      title: words(0, inTitles, 4),
      abstract: Array.from({ length: 5 }, () => `The ${words(50, inAbstracts, 9)}.`).join(" "),
      authors: [],
    };
  });
}
