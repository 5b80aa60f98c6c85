/** Six families of questions about embeddings of definitions, as benchmarks of embedders have them. Muennighoff et al. 2022 (MTEB), made small. */
import { random } from "#engine";
import type { WordNet } from "#lab/datasets/wordnet";
import { gradedPairs, type GradedPair, type Retrieval } from "#lab/training/encoder/index";

export interface Tasks {
  /** The definition of the hypernym among thousands. */
  readonly retrieval: Retrieval;
  /** It among nine siblings of its own that have kinds below them, too: places of the ten, the right one first. */
  readonly reranking: readonly { readonly query: number; readonly options: readonly number[] }[];
  /** How near two nouns are. */
  readonly similarity: readonly GradedPair[];
  /** Whether both are kinds of the same (1), or of the same category alone (0). */
  readonly kinds: readonly { readonly a: number; readonly b: number; readonly right: number }[];
  /** The noun's category, one of 26: to fit a classifier, and to ask it. As many each. */
  readonly categories: { readonly fit: readonly number[]; readonly held: readonly number[] };
  /** By place; of all definitions. */
  readonly categoryOf: (place: number) => number;
}

/** Nouns are in the lexicographers' files 3 to 28. */
export const categoryCount = 26;
const siblings = 9;

/** From the queries of a division: the first half is asked, the second half fits the classifier. `keep`: which categories. */
export function tasksOf(
  words: WordNet,
  { queries, candidates, answers }: Retrieval,
  { seed, graded, keep }: { seed: number; graded: number; keep: (topic: number) => boolean },
): Tasks {
  const { synsets } = words;
  const half = queries.length / 2;
  const kept = (from: number, to: number) =>
    queries.flatMap((_, at) => (at >= from && at < to && keep(synsets[queries[at]].topic) ? [at] : []));
  const [asked, fit] = [kept(0, half), kept(half, queries.length)];
  const places = asked.map((at) => queries[at]);
  const hypernymOf = (place: number) => synsets[place].hypernyms[0];
  const kindsOfOthers = [...synsets.keys()].filter((place) => {
    const { partOfSpeech, instance, hypernyms } = synsets[place];
    return partOfSpeech === "noun" && !instance && hypernyms.length > 0;
  });
  const below = grouped(kindsOfOthers, hypernymOf);
  const stream = random(seed).stream("siblings");
  /** Up to `count` others of the same kind; of those alone that `are`. */
  const besides = (place: number, count: number, are: (other: number) => boolean = () => true): number[] => {
    // An instance (the Thames) has a kind of which there may be no other than instances.
    const others = (below.get(hypernymOf(place)) ?? []).filter((other) => other !== place && are(other));
    return Array.from(stream.permutation(others.length).subarray(0, count), (at) => others[at]);
  };
  // Of all nouns, as siblings are: most of either have been learned from, and that does not tell them apart.
  const inCategory = grouped(kindsOfOthers, (place) => synsets[place].topic);
  const equal = Math.min(asked.length, fit.length);
  return {
    retrieval: { queries: places, candidates, answers: asked.map((at) => answers[at]) },
    // A passage is the definition of a kind: among others that are none, it would be known by its form.
    reranking: places
      .map((query) => ({
        query,
        options: [hypernymOf(query), ...besides(hypernymOf(query), siblings, (other) => below.has(other))],
      }))
      .filter(({ options }) => options.length === 1 + siblings),
    similarity: gradedPairs(words, places, { seed, count: graded }),
    kinds: places.flatMap((a) => {
      const [sibling] = besides(a, 1);
      const strangers = inCategory.get(synsets[a].topic)!.filter((b) => hypernymOf(b) !== hypernymOf(a));
      if (sibling === undefined || strangers.length === 0) return [];
      return [
        { a, b: sibling, right: 1 },
        { a, b: strangers[stream.integers(1, strangers.length)[0]], right: 0 },
      ];
    }),
    categories: { fit: fit.slice(0, equal).map((at) => queries[at]), held: places.slice(0, equal) },
    categoryOf: (place) => synsets[place].topic - 3,
  };
}

/** Items by a key of each, in the order in which keys are met. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key)!.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** All texts that are asked about, some more than once. */
export const placesOf = ({ retrieval, reranking, similarity, kinds, categories }: Tasks): number[] => [
  ...[...retrieval.queries, ...retrieval.candidates, ...categories.fit, ...categories.held],
  ...reranking.flatMap(({ options }) => options),
  ...similarity.flatMap(({ a, b }) => [a, b]),
  ...kinds.flatMap(({ a, b }) => [a, b]),
];
