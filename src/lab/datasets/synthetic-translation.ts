/**
 * Two small languages and the rules that translate one into the other: exact references, without end, and no download.
 *
 * The source is English-like: "the old captain slowly follows the whales near the island". In the target the place comes
 * first and the verb last, nouns carry number and case, an adjective stands behind its noun and agrees with it in gender
 * and number, and the verb agrees with its subject.
 */
import type { Stream } from "#engine";
import { batchOf, end, type SentenceBatch, type SentencePair, type TranslationData } from "./translation.ts";

const nouns = [
  "captain",
  "sailor",
  "whale",
  "ship",
  "boat",
  "island",
  "storm",
  "harpoon",
  "sea",
  "cabin",
  "wave",
  "crew",
];
const adjectives = ["old", "white", "great", "dark", "wild", "silent"];
const verbs = ["follow", "see", "strike", "carry", "leave", "call", "find", "fear"];
const adverbs = ["slowly", "often", "never"];

/** The first half of the nouns is of one gender, the second half of the other. */
const genderOf = (noun: number): number => Number(noun >= nouns.length / 2);
const numbers = ["", "s"];
const cases = ["-a", "-en", "-um"];
const genders = ["o", "i"];

const sourceWords = [
  ...["<pad>", "the", "near"],
  ...nouns.flatMap((noun) => numbers.map((ending) => noun + ending)),
  ...adjectives,
  ...verbs.flatMap((verb) => [`${verb}s`, verb]),
  ...adverbs,
];
const targetWords = [
  ...["<pad>", "<start>", "<end>"],
  ...nouns.flatMap((noun) => numbers.flatMap((ending) => cases.map((role) => noun + ending + role))),
  ...adjectives.flatMap((adjective) =>
    genders.flatMap((gender) => numbers.map((ending) => adjective + gender + ending)),
  ),
  ...verbs.flatMap((verb) => genders.flatMap((gender) => numbers.map((ending) => `${verb}-${gender}${ending}`))),
  ...adverbs,
];

/** Words by code; code 0 is padding in both, 1 starts and 2 ends a target sentence. */
export const languages = { source: sourceWords, target: targetWords } as const;

/** Words of the longest source sentence, and of the longest target sentence with its end. */
export const longest = { source: 11, target: 8 } as const;

const codeIn = (words: readonly string[]) => {
  const codes = new Map(words.map((word, code) => [word, code]));
  return (word: string): number => codes.get(word)!;
};
const sourceCode = codeIn(sourceWords);
const targetCode = codeIn(targetWords);

interface Phrase {
  readonly noun: number;
  readonly number: number;
  readonly adjective: number | null;
}

/** One random sentence in both languages. */
export function sentencePair(random: Stream): SentencePair {
  const below = (bound: number) => random.integers(1, bound)[0];
  const maybe = (bound: number) => (below(2) === 0 ? null : below(bound));
  const phrase = (adjective = true): Phrase => ({
    noun: below(nouns.length),
    number: below(2),
    adjective: adjective ? maybe(adjectives.length) : null,
  });
  const [subject, object] = [phrase(), phrase()];
  const [verb, adverb] = [below(verbs.length), maybe(adverbs.length)];
  const place = below(2) === 0 ? null : phrase(false);

  const read = ({ noun, number, adjective }: Phrase) => [
    "the",
    ...(adjective === null ? [] : [adjectives[adjective]]),
    nouns[noun] + numbers[number],
  ];
  const write = ({ noun, number, adjective }: Phrase, role: number) => [
    nouns[noun] + numbers[number] + cases[role],
    ...(adjective === null ? [] : [adjectives[adjective] + genders[genderOf(noun)] + numbers[number]]),
  ];
  const adverbWord = adverb === null ? [] : [adverbs[adverb]];
  const source = [
    ...read(subject),
    ...adverbWord,
    subject.number === 0 ? `${verbs[verb]}s` : verbs[verb],
    ...read(object),
    ...(place ? ["near", ...read(place)] : []),
  ];
  const target = [
    ...(place ? write(place, 2) : []),
    ...write(subject, 0),
    ...write(object, 1),
    ...adverbWord,
    `${verbs[verb]}-${genders[genderOf(subject.noun)]}${numbers[subject.number]}`,
  ];
  return { source: source.map(sourceCode), target: [...target.map(targetCode), end] };
}

export const sentenceBatch = (random: Stream, size: number): SentenceBatch =>
  batchOf(
    Array.from({ length: size }, () => sentencePair(random)),
    longest,
  );

export const madeUpLanguages: TranslationData = {
  vocabularies: { source: sourceWords.length, target: targetWords.length },
  longest,
  batch: sentenceBatch,
};
