/**
 * Pairs of texts that mean the same kind of thing: the definition of a noun and that of its hypernym, "a scientist trained in physics" and
 * "a person with advanced knowledge of one or more sciences". Definitions that a test asks about are in no pair to learn from; those that
 * it asks for may be, with other queries, as the documents of a library are known before anybody searches it.
 */
import { random } from "#engine";
import { definitionOf, type WordNet } from "../wordnet.ts";

/** Places in `texts`. */
export interface Pair {
  readonly query: number;
  readonly passage: number;
  /** Passages that are near the query and wrong, where they were mined. */
  readonly negatives?: readonly number[];
}

/** Queries to answer from candidates, some of which are nobody's answer. */
export interface Retrieval {
  /** Places in `texts`. */
  readonly queries: readonly number[];
  /** Places in `texts`, each once. */
  readonly candidates: readonly number[];
  /** Of each query, the place of its answer among the candidates. */
  readonly answers: readonly number[];
}

export interface GlossPairs {
  /** Definitions by synset; those of other words than nouns are not used. */
  readonly texts: readonly string[];
  readonly train: readonly Pair[];
  /** For choosing rates. */
  readonly validation: Retrieval;
  readonly test: Retrieval;
}

export interface Asked {
  readonly queries: number;
  readonly candidates: number;
}

export interface GlossPairsOptions extends Asked {
  readonly seed: number;
  /** For choosing rates. Default: 600 queries among 1,200 candidates. */
  readonly validation?: Asked;
}

/**
 * Draws a division. Queries are nouns that nothing else is a kind of. Named persons, places and events are left out: what they are instances
 * of is another relation. @throws Error when the answers alone are more than the candidates.
 */
export function glossPairs(
  { synsets }: WordNet,
  { seed, queries, candidates, validation = { queries: 600, candidates: 1_200 } }: GlossPairsOptions,
): GlossPairs {
  const all: Pair[] = [];
  for (const [query, { partOfSpeech, instance, hypernyms }] of synsets.entries())
    if (partOfSpeech === "noun" && !instance && hypernyms.length > 0) all.push({ query, passage: hypernyms[0] });
  const hypernyms = new Set(all.map(({ passage }) => passage));
  const leaves = all.filter(({ query }) => !hypernyms.has(query));
  const draws = random(seed);
  const shuffled = <Item>(name: string, items: readonly Item[]): Item[] =>
    Array.from(draws.stream(name).permutation(items.length), (at) => items[at]);
  const order = shuffled("held-out queries", leaves);
  const asked = order.slice(0, queries);
  const checked = order.slice(queries, queries + validation.queries);
  const others = shuffled("other candidates", [...hypernyms]);
  const retrieval = (pairs: readonly Pair[], count: number): Retrieval => {
    const answers = [...new Set(pairs.map(({ passage }) => passage))];
    if (answers.length > count) throw new Error(`${answers.length} answers do not fit ${count} candidates`);
    const found = [...new Set([...answers, ...others])].slice(0, count);
    const placeOf = new Map(found.map((place, at) => [place, at]));
    return {
      queries: pairs.map(({ query }) => query),
      candidates: found,
      answers: pairs.map(({ passage }) => placeOf.get(passage)!),
    };
  };
  const held = new Set([...asked, ...checked].map(({ query }) => query));
  return {
    texts: synsets.map(({ gloss }) => definitionOf(gloss)),
    train: all.filter(({ query }) => !held.has(query)),
    validation: retrieval(checked, validation.candidates),
    test: retrieval(asked, candidates),
  };
}
