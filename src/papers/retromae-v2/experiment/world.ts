/**
 * Synthetic texts, whose subject can be told from their words alone: a subject is three of sixteen topics, a topic has words of its own, and
 * every text takes some of them, with fillers between. Two texts of a subject have few words in common, so that it takes topics to match them.
 */
import { random, type Stream } from "#engine";
import type { Text } from "../draws.ts";

export const topics = 16;
/** Words of a topic, and fillers of each of two domains. */
export const [topicWords, fillers] = [24, 40];
/** Words of a text, and how many of them are fillers on average. */
export const words = 16;
const fillerShare = 0.35;

/** The codes that are no words, and those of words: topic after topic, then the fillers of one domain and of the other. */
export const codes = {
  ...{ cls: 1, separator: 2, mask: 3, first: 4 },
  size: 4 + topics * topicWords + 2 * fillers,
  // The other domain's fillers stand in for no word: an encoder that met them as errors would have learned to pass them over.
  standInsEnd: 4 + topics * topicWords + fillers,
};

/** The three topics of a subject. */
export type Subject = readonly number[];

/** All of them, in an order of the seed. */
export function subjectsOf(seed: number): Subject[] {
  const all: Subject[] = [];
  for (let a = 0; a < topics; a++)
    for (let b = a + 1; b < topics; b++) for (let c = b + 1; c < topics; c++) all.push([a, b, c]);
  return Array.from(random(seed).stream("subjects").permutation(all.length), (at) => all[at]);
}

/** A text has the fillers of its domain. */
export type Domain = 0 | 1;

export function writeText(stream: Stream, subject: Subject, domain: Domain = 0): Text {
  const kinds = stream.uniform(words);
  return Array.from(kinds, (kind) => {
    if (kind < fillerShare) {
      // The first fillers are the most frequent, as a language has them.
      const [draw] = stream.uniform(1);
      return [codes.first + topics * topicWords + domain * fillers + Math.floor(fillers * draw ** 2)];
    }
    const [which] = stream.integers(1, subject.length);
    return [codes.first + subject[which] * topicWords + stream.integers(1, topicWords)[0]];
  });
}

/** Spelled out: "t3w7" is a word of the fourth topic, "f5" a filler. */
export function wordOf(code: number): string {
  const at = code - codes.first;
  if (at >= topics * topicWords) return `f${at - topics * topicWords}`;
  return at < 0 ? "?" : `t${Math.floor(at / topicWords)}w${at % topicWords}`;
}
