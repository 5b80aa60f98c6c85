/**
 * Two small languages as text, for translators that read words, pieces of words or characters: clauses in any number, names and numbers
 * that are copied, and exact references.
 *
 * "the old captain often follows 12 whales near Tamiro" becomes "ne Tamiro kapo vedo balorn ofte sekas": the place comes first and the
 * verb last, nouns carry number and case, an adjective stands behind its noun and agrees with it in gender, number and case, the verb
 * agrees with its subject in number. Clauses keep their order.
 */
import type { Stream } from "#engine";
import { Draw } from "./draw.ts";

/** Each noun's stem ends in the vowel of its gender. */
const nouns = { captain: "kapo", sailor: "maro", whale: "balo", ship: "navi", island: "suli", storm: "tempi" } as const;
const adjectives = { old: "ved", white: "blan", great: "gran" } as const;
const verbs = { follow: "sek", see: "vid", carry: "port", leave: "las" } as const;
const adverbs = { often: "ofte", never: "nune" } as const;
const syllables = ["ta", "mi", "ro", "ve", "li", "ka", "no", "su", "de", "ra", "bo", "fe"];
const cases = { subject: "", object: "n", place: "m" } as const;

export interface VoyagePair {
  /** Words with a space between them. */
  readonly source: string;
  readonly target: string;
}

export interface VoyageOptions {
  /** Fewest and most clauses of a sentence. Default: one or two. */
  readonly clauses?: readonly [least: number, most: number];
}

interface Phrase {
  readonly english: string;
  readonly plural: boolean;
  as(role: keyof typeof cases): string;
}

/** An invented name of two or three syllables, one of 1,872. */
const nameOf = (draw: Draw): string => {
  const name = Array.from({ length: draw.between(2, 3) }, () => draw.pick(syllables)).join("");
  return name[0].toUpperCase() + name.slice(1);
};

function named(name: string): Phrase {
  return { english: name, plural: false, as: () => name };
}

function phrase(draw: Draw): Phrase {
  if (draw.chance(0.25)) return named(nameOf(draw));
  const [noun, stem] = draw.pick(Object.entries(nouns));
  const count = draw.chance(0.25) ? draw.between(2, 9) : null;
  const plural = count !== null || draw.chance(0.4);
  const adjective = draw.chance(0.4) ? draw.pick(Object.entries(adjectives)) : null;
  const number = plural ? "r" : "";
  return {
    english: [count ?? "the", ...(adjective ? [adjective[0]] : []), noun + (plural ? "s" : "")].join(" "),
    plural,
    as(role) {
      const ending = number + cases[role];
      const agreeing = adjective ? [adjective[1] + stem.at(-1)! + ending] : [];
      return [...(count === null ? [] : [count]), stem + ending, ...agreeing].join(" ");
    },
  };
}

function clause(draw: Draw): VoyagePair {
  const [subject, object] = [phrase(draw), phrase(draw)];
  const [verb, stem] = draw.pick(Object.entries(verbs));
  const adverb = draw.chance(0.3) ? draw.pick(Object.entries(adverbs)) : null;
  const place = draw.chance(0.4) ? (draw.chance(0.5) ? named(nameOf(draw)) : phrase(draw)) : null;
  const third = verb === "carry" ? "carries" : `${verb}s`;
  return {
    source: [
      subject.english,
      ...(adverb ? [adverb[0]] : []),
      subject.plural ? verb : third,
      object.english,
      ...(place ? ["near", place.english] : []),
    ].join(" "),
    target: [
      ...(place ? ["ne", place.as("place")] : []),
      subject.as("subject"),
      object.as("object"),
      ...(adverb ? [adverb[1]] : []),
      stem + (subject.plural ? "en" : "as"),
    ].join(" "),
  };
}

/** One random sentence in both languages; clauses are joined by "and" and "e". */
export function voyagePair(random: Stream, { clauses: [least, most] = [1, 2] }: VoyageOptions = {}): VoyagePair {
  const draw = new Draw(random);
  const clauses = Array.from({ length: draw.between(least, most) }, () => clause(draw));
  return {
    source: clauses.map(({ source }) => source).join(" and "),
    target: clauses.map(({ target }) => target).join(" e "),
  };
}
