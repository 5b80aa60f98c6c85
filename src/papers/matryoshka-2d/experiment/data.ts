/** Definitions of WordNet's nouns as tokens, divided anew for each seed. */
import { wordNet } from "#lab/datasets/wordnet";
import {
  glossPairs,
  gradedPairs,
  wordTokenizer,
  type GlossPairs,
  type GradedPair,
  type PairData,
} from "#lab/training/encoder/index";
import type { Settings } from "./settings.ts";
import { length, vocabulary } from "./sizes.ts";

export interface Data extends PairData {
  readonly texts: readonly string[];
  /** Codes in all. */
  readonly vocabulary: number;
  readonly test: GlossPairs["test"];
  /** Pairs among the queries of the test. */
  readonly graded: readonly GradedPair[];
}

/** Words are learned from the definitions of the training pairs alone. A noun whose definition is word for word that of one to be asked for is not learned from. */
export async function openData(
  seed: number,
  { candidates, queries, graded }: Pick<Settings, "candidates" | "queries" | "graded">,
): Promise<Data> {
  const words = await wordNet();
  const { texts, train: rest, test } = glossPairs(words, { seed, candidates, queries });
  const asked = new Set(test.queries.map((place) => texts[place]));
  const train = rest.filter(({ query }) => !asked.has(texts[query]));
  const learned = new Set(train.flatMap(({ query, passage }) => [query, passage]));
  const tokenizer = wordTokenizer(
    Array.from(learned, (place) => texts[place]),
    vocabulary,
  );
  return {
    ...{ texts, train, test, length, vocabulary: tokenizer.size },
    tokens: tokenizer.rows(texts, length),
    graded: gradedPairs(words, test.queries, { seed, count: graded }),
  };
}
