/** How alike two nouns are by where they stand in WordNet, in place of people's judgements. Wu and Palmer 1994. */
import { random } from "#engine";
import type { WordNet } from "../wordnet.ts";

/** A pair of synsets with a grade from 0 to 1. */
export interface GradedPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** From a synset up to the root, by the first hypernym of each: itself first. */
export function pathToRoot({ synsets }: WordNet, place: number): number[] {
  const path = [place];
  for (let [above] = synsets[place].hypernyms; above !== undefined; [above] = synsets[above].hypernyms) {
    if (path.includes(above)) throw new Error(`WordNet has a cycle above synset ${place}`);
    path.push(above);
  }
  return path;
}

/** 2 depth(lowest common hypernym) / (depth(a) + depth(b)); the root has depth 1. 0 where nothing is common. */
export function wuPalmer(wordNet: WordNet, a: number, b: number): number {
  const [fromA, fromB] = [pathToRoot(wordNet, a), pathToRoot(wordNet, b)];
  const above = new Set(fromA);
  const common = fromB.findIndex((place) => above.has(place));
  return common < 0 ? 0 : (2 * (fromB.length - common)) / (fromA.length + fromB.length);
}

/**
 * Pairs among some nouns, near ones as often as far ones: from a random one up a random number of steps, and to a random one below.
 */
export function gradedPairs(
  wordNet: WordNet,
  among: readonly number[],
  { seed, count }: { seed: number; count: number },
): GradedPair[] {
  const stream = random(seed).stream("graded pairs");
  const below = new Map<number, number[]>();
  for (const place of among)
    for (const above of pathToRoot(wordNet, place))
      if (below.has(above)) below.get(above)!.push(place);
      else below.set(above, [place]);
  const pairs: GradedPair[] = [];
  while (pairs.length < count) {
    const a = among[stream.integers(1, among.length)[0]];
    const path = pathToRoot(wordNet, a);
    const others = below.get(path[stream.integers(1, path.length)[0]])!;
    const b = others[stream.integers(1, others.length)[0]];
    if (a !== b) pairs.push({ a, b, similarity: wuPalmer(wordNet, a, b) });
  }
  return pairs;
}
