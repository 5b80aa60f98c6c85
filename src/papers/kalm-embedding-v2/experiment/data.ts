/** Definitions of WordNet's nouns: weak pairs of them, labelled pairs, and what an embedder is asked. Divided anew for each seed. */
import { random, type Stream } from "#engine";
import { definitionOf, wordNet, type WordNet } from "#lab/datasets/wordnet";
import { wordsOf } from "#lab/datasets/words";
import {
  glossPairs,
  wordTokenizer,
  type Encoder,
  type GlossPairs,
  type Pair,
  type PairData,
} from "#lab/training/encoder/index";
import type { Settings } from "./settings.ts";
import { length, vocabulary } from "./sizes.ts";
import { grouped, placesOf, tasksOf, type Tasks } from "./tasks.ts";

export interface Data extends Omit<PairData, "train"> {
  /** What encoders of these texts have in common. */
  readonly model: Pick<Encoder, "vocabulary" | "depth">;
  /** Places of definitions that a language model reads, each once. */
  readonly definitions: readonly number[];
  readonly weak: readonly Pair[];
  readonly labelled: readonly Pair[];
  /** As many labelled pairs of five large categories alone, and of all but five other large ones. */
  readonly five: readonly Pair[];
  readonly broad: readonly Pair[];
  readonly validation: GlossPairs["validation"];
  readonly all: Tasks;
  /** Of nouns of the five categories that neither has. */
  readonly leftOut: Tasks;
}

export type DataSettings = Pick<
  Settings,
  "language" | "weak" | "depth" | "batch" | "labelled" | "queries" | "candidates" | "graded"
>;

/** Words are learned from what is trained on alone. */
export async function openData(seed: number, settings: DataSettings): Promise<Data> {
  const { language, weak, depth, batch, labelled: count, queries, candidates, graded } = settings;
  const words = await wordNet();
  const draws = random(seed);
  const divided = glossPairs(words, { seed, candidates, queries: 2 * queries });
  const { texts: definitionsOf, validation, test } = divided;
  // One in fifty has the very definition of another noun.
  const held = new Set([...test.queries, ...validation.queries].map((place) => definitionsOf[place]));
  const train = divided.train.filter(({ query }) => !held.has(definitionsOf[query]));
  const shuffled = Array.from(draws.stream("labelled pairs").permutation(train.length), (at) => train[at]);
  const labelled = shuffled.slice(0, count);
  const topicOf = (place: number) => words.synsets[place].topic;
  const largest = largestCategories(train.map(({ query }) => topicOf(query)));
  const drawn = Array.from(draws.stream("categories").permutation(largest.length), (at) => largest[at]);
  const [narrow, out] = [new Set(drawn.slice(0, 5)), new Set(drawn.slice(5))];
  const five = shuffled.filter(({ query }) => narrow.has(topicOf(query))).slice(0, count);
  const broad = shuffled.filter(({ query }) => !out.has(topicOf(query))).slice(0, five.length);
  const texts = [...definitionsOf];
  const weakPairs = drawWeak(words, train, texts, { count: weak * batch, stream: draws.stream("weak pairs") });
  const definitions = shuffled.slice(0, language * batch).map(({ query }) => query);
  const learned = new Set([...definitions, ...placesOfPairs([...labelled, ...five, ...broad, ...weakPairs])]);
  const tokenizer = wordTokenizer(
    Array.from(learned, (place) => texts[place]),
    vocabulary,
  );
  const asked = { seed, graded };
  const [all, leftOut] = [() => true, (topic: number) => out.has(topic)].map((keep) =>
    tasksOf(words, test, { ...asked, keep }),
  );
  const read = new Set([
    ...learned,
    ...[all, leftOut].flatMap(placesOf),
    ...validation.queries,
    ...validation.candidates,
  ]);
  const rows = texts.map((text, place) => (read.has(place) ? text : ""));
  return {
    ...{ length, model: { vocabulary: tokenizer.size, depth }, tokens: tokenizer.rows(rows, length) },
    ...{ definitions, weak: weakPairs, labelled, five, broad, validation, all, leftOut },
  };
}

const placesOfPairs = (pairs: readonly Pair[]): number[] => pairs.flatMap(({ query, passage }) => [query, passage]);

/** The ten of which there are most. */
const largestCategories = (topics: readonly number[]): number[] =>
  [...grouped(topics, (topic) => topic)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 10)
    .map(([topic]) => topic);

/** Words that a half must have. */
const leastWords = 2;
const exampleOf = (gloss: string): string | undefined => /[;:]\s*"([^"]+)"/.exec(gloss)?.[1];

/**
 * Pairs that belong together by their form alone, in turn: two halves of a definition, a definition and an example of its use, definitions of
 * two nouns of one kind. Halves and examples are added to the texts.
 */
function drawWeak(
  { synsets }: WordNet,
  labelled: readonly Pair[],
  texts: string[],
  { count, stream }: { count: number; stream: Stream },
): Pair[] {
  const ofKind = grouped(labelled, ({ passage }) => passage);
  const example = labelled.filter(({ query }) => exampleOf(synsets[query].gloss) !== undefined);
  const add = (text: string) => texts.push(text) - 1;
  const one = <Item>(items: readonly Item[]): Item => items[stream.integers(1, items.length)[0]];
  const kinds = [
    () => {
      const parts = wordsOf(definitionOf(synsets[one(labelled).query].gloss));
      const half = parts.length >> 1;
      return half < leastWords
        ? null
        : { query: add(parts.slice(0, half).join(" ")), passage: add(parts.slice(half).join(" ")) };
    },
    () => {
      const { query } = one(example);
      return { query, passage: add(exampleOf(synsets[query].gloss)!) };
    },
    () => {
      const { query, passage: kind } = one(labelled);
      const passage = one(ofKind.get(kind)!).query;
      return passage === query ? null : { query, passage };
    },
  ];
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const pair = kinds[pairs.length % kinds.length]();
    if (pair) pairs.push(pair);
  }
  return pairs;
}
