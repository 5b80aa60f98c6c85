/** Nouns of one word and of several, changed, among the meanings of WordNet: are several words harder to find? */
import { random } from "#engine";
import type { WordNet } from "#lab/datasets/wordnet";
import { recallAt } from "#lab/measure/retrieval";
import { rankOf } from "../evaluation.ts";
import { aliasTable, type Concept } from "../terminology.ts";
import type { AliasVectors } from "./alias-encoder.ts";
import { propose } from "./first-stage.ts";
import { misspelt } from "./names.ts";

export const changes = ["one character is wrong", "one word is left out"] as const;
export type Change = (typeof changes)[number];

export interface Noun {
  readonly text: string;
  /** Of the noun before its change. */
  readonly words: number;
  readonly change: Change;
  /** Place of the meaning. */
  readonly concept: number;
}

export interface Nouns {
  readonly terminology: readonly Concept[];
  readonly asked: readonly Noun[];
}

/**
 * Draws meanings, and from them as many nouns of one word as of several, none of which has two of the meanings. A noun of several words has
 * a wrong character or lacks a word, by turns; one of a single word can only have the former.
 */
export function drawNouns(
  { synsets }: WordNet,
  { seed, count, each }: { seed: number; count: number; each: number },
): Nouns {
  const stream = random(seed).stream("nouns");
  const nouns = synsets.filter(({ partOfSpeech }) => partOfSpeech === "noun");
  const drawn = Array.from(stream.permutation(nouns.length).subarray(0, count), (at) => nouns[at]);
  const terminology = drawn.map(({ lemmas: [name, ...aliases], topic }, at) => ({ id: String(at), name, aliases, types: [`topic ${topic}`] })); // prettier-ignore
  const { aliases, concepts } = aliasTable(terminology);
  const own = aliases.flatMap((text, at) => (concepts[at].length === 1 ? [{ text, concept: concepts[at][0] }] : []));
  const order = Array.from(stream.permutation(own.length), (at) => own[at]);
  const isSingle = ({ text }: { text: string }) => !text.includes(" ");
  const asked = [order.filter(isSingle), order.filter((noun) => !isSingle(noun))].flatMap((some) =>
    some.slice(0, each).map(({ text, concept }, at): Noun => {
      const words = text.split(" ");
      const change = changes[words.length > 1 ? at % 2 : 0];
      const left = stream.integers(1, words.length)[0];
      const changed =
        change === changes[0] ? misspelt(stream, text) : words.filter((_, place) => place !== left).join(" ");
      return { text: changed, words: words.length, change, concept };
    }),
  );
  return { terminology, asked };
}

/** Ranks of the right meanings by both generators. */
export async function nounRanks({ terminology, asked }: Nouns, vectors: Pick<AliasVectors, "of">): Promise<number[]> {
  const proposed = await propose(terminology, asked.map(({ text }) => text), vectors); // prettier-ignore
  return asked.map(({ concept }, at) => rankOf(proposed[at].both.map((candidate) => candidate.concept), [concept])); // prettier-ignore
}

/** Share of the nouns in the first place that fit; NaN of none. */
export const foundFirst = ({ asked }: Nouns, ranks: readonly number[], fits: (noun: Noun) => boolean): number =>
  recallAt(ranks.filter((_, at) => fits(asked[at])), 1); // prettier-ignore
