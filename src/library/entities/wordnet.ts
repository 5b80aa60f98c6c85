/** The dictionary that ships with papertape: nouns of several words in WordNet. Single words are left out: "paper" and "way" would be linked everywhere. */
import { definitionOf, wordNet } from "#lab/datasets/wordnet";
import type { Concept } from "#papers/xmen/terminology";

export const wordNetName = "wordnet";

/** Princeton's notice, and the concepts with at least one such name. */
export async function wordNetConcepts(): Promise<{ readonly notice: string; readonly concepts: Concept[] }> {
  const { notice, synsets } = await wordNet();
  const concepts = synsets.flatMap(({ partOfSpeech, lemmas, gloss }, place): Concept[] => {
    const [name, ...aliases] = lemmas.filter((lemma) => lemma.includes(" "));
    if (partOfSpeech !== "noun" || name === undefined) return [];
    return [{ id: `n${place}`, name, aliases, types: [], definition: definitionOf(gloss) }];
  });
  return { notice, concepts };
}
