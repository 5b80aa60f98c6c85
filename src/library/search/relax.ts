/** Where nothing passes all that a text asks for: what it asks for is given up one by one. */
import type { Phrase } from "./reading.ts";
import type { SearchAnswer } from "./search.ts";

type Answer = Omit<SearchAnswer, "read">;

/** What is given up first, if giving up any one of them would do: what a reader is least likely to have meant. */
const order = ["verdict", "reproduced", "experiment", "code", "source", "topic", "published", "author", "arxiv"];

const rank = ({ effects }: Phrase): number =>
  Math.min(...effects.map((effect) => (effect.kind === "filter" ? order.indexOf(effect.field) : Infinity)));

/**
 * The first answer with results, and the phrases that still count: with one phrase less, else with two, and so on. Where there is
 * none even without all of them, the words are not there: everything counts, and the answer stays empty.
 */
export async function relaxed(
  phrases: readonly Phrase[],
  empty: Answer,
  ask: (phrases: readonly Phrase[]) => Promise<Answer>,
): Promise<[Answer, readonly Phrase[]]> {
  let kept = phrases;
  const narrowing = () => kept.filter((phrase) => rank(phrase) < Infinity).toSorted((a, b) => rank(a) - rank(b));
  const unfiltered = await ask(kept.filter((phrase) => rank(phrase) === Infinity));
  const words = unfiltered.ranking !== "newest";
  if (words && unfiltered.total === 0) return [empty, phrases];
  for (let left = narrowing(); left.length > 1; left = narrowing()) {
    for (const one of left) {
      const fewer = kept.filter((phrase) => phrase !== one);
      const answer = await ask(fewer);
      if (answer.total > 0) return [answer, fewer];
    }
    kept = kept.filter((phrase) => phrase !== left[0]);
  }
  return words ? [unfiltered, kept.filter((phrase) => rank(phrase) === Infinity)] : [empty, phrases];
}
