/** Where a text mentions what a lexicon knows: names as they stand, long forms of abbreviations, and those abbreviations from there on. */
import { abbreviations } from "#papers/xmen/abbreviations";
import { mathSpans } from "../ingest/text/math.ts";
import { wordsIn, wordsWithPlaces, type Word } from "../search/analysis/words.ts";
import type { Lexicon } from "./lexicon.ts";

export interface Mention {
  /** First and one past the last character. */
  readonly start: number;
  readonly end: number;
  readonly entity: number;
  readonly score: number;
  readonly foundBy: "name" | "abbreviation" | "trigrams";
}

/** Raised when other mentions would be found in the same text: abstracts are then read again. */
export const FINDING = 1;

/** What may stand between the words of a name: no comma, no end of a sentence. */
const between = /^[\s\p{Pd}'’/]*$/u;

type Known = Pick<Mention, "entity" | "score" | "foundBy">;

/** In order, never overlapping, never in a formula; of names that overlap the longest, which begins first. */
export function findMentions(text: string, lexicon: Lexicon): Mention[] {
  const formulas = mathSpans(text);
  const words = wordsWithPlaces(text).filter(
    ({ start, end }) => !formulas.some((formula) => start < formula.end && end > formula.start),
  );
  const { longForms, shortForms } = explained(text, lexicon);
  const found: Mention[] = [];
  for (let at = 0; at < words.length; at++) {
    const own =
      spelled(text, words, at, longForms) ?? spelled(text, words, at, shortForms) ?? named(text, words, at, lexicon);
    if (own === null) continue;
    found.push({ start: words[at].start, end: words[own.last].end, ...own.known });
    at = own.last;
  }
  return found;
}

/** What the text itself says of abbreviations, as far as the lexicon knows their long forms. */
function explained(text: string, lexicon: Lexicon) {
  const longForms = new Map<string, Known>();
  const shortForms = new Map<string, Known>();
  for (const { short, long } of abbreviations(text)) {
    const entity = lexicon.named(wordsIn(long));
    const near = entity === null ? lexicon.near(long) : { entity, score: 1 };
    if (near === null) continue;
    if (entity === null) longForms.set(long, { ...near, foundBy: "trigrams" });
    shortForms.set(short, { ...near, foundBy: "abbreviation" });
  }
  return { longForms, shortForms };
}

interface Match {
  readonly known: Known;
  /** Place of its last word. */
  readonly last: number;
}

/** A form that stands here letter by letter and ends with a word. */
function spelled(text: string, words: readonly Word[], at: number, forms: ReadonlyMap<string, Known>): Match | null {
  const { start } = words[at];
  for (const [form, known] of forms) {
    if (!text.startsWith(form, start)) continue;
    const last = words.findIndex(({ end }, place) => place >= at && end === start + form.length);
    if (last >= 0) return { known, last };
  }
  return null;
}

function named(text: string, words: readonly Word[], at: number, lexicon: Lexicon): Match | null {
  let most = 1;
  while (
    most < lexicon.longest &&
    at + most < words.length &&
    between.test(text.slice(words[at + most - 1].end, words[at + most].start))
  )
    most++;
  for (let count = most; count > 0; count--) {
    const entity = lexicon.named(words.slice(at, at + count).map((word) => word.text));
    if (entity !== null) return { known: { entity, score: 1, foundBy: "name" }, last: at + count - 1 };
  }
  return null;
}
