/** WordNet 3.1: 117,791 meanings of English nouns, verbs, adjectives and adverbs, each with its lemmas, a gloss, and what it is a kind of. */
import { datasetBytes } from "#dataset-bytes";

export const partsOfSpeech = ["noun", "verb", "adjective", "adverb"] as const;
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** A set of synonyms: one meaning. */
export interface Synset {
  readonly partOfSpeech: PartOfSpeech;
  /** The lexicographer's file: 0 to 44, of nouns 3 to 28 (18 is persons, 5 animals). */
  readonly topic: number;
  /** At least one, the most usual first, words separated by a space. */
  readonly lemmas: readonly string[];
  /** Places in `synsets` of what this is a kind of, and of what this single person, place or event is one of; mostly one, of adjectives and adverbs none. */
  readonly hypernyms: readonly number[];
  /** Whether it is a single one: its hypernyms are classes that it belongs to. */
  readonly instance: boolean;
  /** The definition, and often examples behind it in quotation marks. */
  readonly gloss: string;
}

export interface WordNet {
  /** Princeton's licence and copyright, which stays with every copy. */
  readonly notice: string;
  /** By part of speech, then in the order of the original files. */
  readonly synsets: readonly Synset[];
}

/**
 * The file: the notice, an empty line, and a line for each synset with tabs between letter of the part of speech and topic ("n 18"), lemmas
 * (spaces as underscores), hypernyms (lines counted from 0, "i" before them for an instance), and gloss.
 * @throws Error when a line is not of that form.
 */
export function parseWordNet(text: string): WordNet {
  const end = text.indexOf("\n\n");
  const lines = text.slice(end + 2).split("\n");
  return { notice: text.slice(0, end), synsets: lines.map(synsetOf) };
}

function synsetOf(line: string): Synset {
  const [kind, lemmas, hypernyms, gloss] = line.split("\t");
  const partOfSpeech = partsOfSpeech["nvar".indexOf(kind[0])];
  if (partOfSpeech === undefined || gloss === undefined) throw new Error(`not a line of WordNet: ${line}`);
  const instance = hypernyms.startsWith("i");
  const above = instance ? hypernyms.slice(1) : hypernyms;
  return {
    partOfSpeech,
    topic: Number(kind.slice(2)),
    instance,
    gloss,
    // No lemma has a tab.
    lemmas: lemmas.replaceAll(" ", "\t").replaceAll("_", " ").split("\t"),
    hypernyms: above === "" ? [] : above.split(" ").map(Number),
  };
}

/** A gloss without its examples: what stands before the first quotation mark that follows a semicolon or a colon. */
export const definitionOf = (gloss: string): string => gloss.split(/[;:]\s*"/, 1)[0].trim();

let kept: Promise<WordNet> | undefined;

/** All of it, parsed once. */
export function wordNet(): Promise<WordNet> {
  kept ??= datasetBytes("wordnet").then((bytes) =>
    parseWordNet(new TextDecoder("utf-8", { fatal: true }).decode(bytes)),
  );
  kept.catch(() => (kept = undefined));
  return kept;
}
