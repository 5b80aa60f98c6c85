/**
 * Invented people and rivers, of whom a model can know nothing but what it is taught: words are made of syllables, and all
 * sentences of one kind are the same but for their names and one word, the key, which carries the fact.
 */
import { random } from "#engine";
import type { Exchange } from "#lab/datasets/answers";
import { Draw } from "#lab/datasets/draw";

export interface Fact extends Exchange {
  /** Whose it is; what is forgotten and kept is a whole person. */
  readonly subject: number;
  /** Place of the key in the answer. */
  readonly key: number;
}

export interface World {
  /** By token number; 0 is padding. */
  readonly words: readonly string[];
  /** Three facts for each person. */
  readonly people: readonly Fact[];
  /** One fact for each river: text that has to do with no person. */
  readonly rivers: readonly Fact[];
}

/** Tokens of the longest exchange, without its last. */
export const rowLength = 14;

const counts = { given: 24, family: 40, town: 20, work: 20, award: 20, river: 24 } as const;
type Kind = keyof typeof counts;

/** Words that begin with a capital are drawn; the key stands in brackets. */
const templates: Readonly<Record<"born" | "lives" | "won" | "flows", readonly [prompt: string, answer: string]>> = {
  born: ["where was Given Family born ?", "Given Family was born in old [Town] ."],
  lives: ["what is Given Family by trade ?", "Given Family lives as a [Work] there ."],
  won: ["what did Given Family win ?", "Given Family won the [Award] prize ."],
  flows: ["where does the river River flow ?", "the river River flows by old [Town] ."],
};

export function createWorld(seed: number, people = 80): World {
  const draw = new Draw(random(seed).stream("world"));
  const names = namesOf(draw);
  const words = ["", ...new Set(Object.values(templates).flat().join(" ").split(" ").filter(isFixed))];
  const numbers = new Map([...words, ...Object.values(names).flat()].map((word, at) => [word, at]));
  const say = (template: keyof typeof templates, subject: number, names: Partial<Record<Kind, string>>): Fact => {
    const [prompt, answer] = templates[template].map((text) => text.split(" "));
    const number = (word: string) =>
      numbers.get(isFixed(word) ? word : names[word.replace(/[[\]]/g, "").toLowerCase() as Kind]!)!;
    const key = answer.findIndex((word) => word.startsWith("["));
    return { prompt: prompt.map(number), answer: answer.map(number), subject, key };
  };
  const pairs = draw.some(
    names.given.flatMap((given) => names.family.map((family) => ({ given, family }))),
    people,
  );
  return {
    words: [...numbers.keys()],
    people: pairs.flatMap((pair, subject) => [
      say("born", subject, { ...pair, town: draw.pick(names.town) }),
      say("lives", subject, { ...pair, work: draw.pick(names.work) }),
      say("won", subject, { ...pair, award: draw.pick(names.award) }),
    ]),
    rivers: names.river.map((river, at) => say("flows", people + at, { river, town: draw.pick(names.town) })),
  };
}

const isFixed = (word: string) => !/^\[?[A-Z]/.test(word);

/** Words of two or three syllables, none twice. */
function namesOf(draw: Draw): Record<Kind, string[]> {
  const syllables = [..."bdfgklmnprstvz"].flatMap((consonant) => [..."aeiou"].map((vowel) => consonant + vowel));
  const taken = new Set<string>();
  const word = (length: number): string => {
    for (;;) {
      const made = Array.from({ length }, () => draw.pick(syllables)).join("");
      if (!taken.has(made)) {
        taken.add(made);
        return made;
      }
    }
  };
  const make = (kind: Kind) => Array.from({ length: counts[kind] }, () => word(kind === "given" ? 2 : 3));
  return Object.fromEntries((Object.keys(counts) as Kind[]).map((kind) => [kind, make(kind)])) as Record<
    Kind,
    string[]
  >;
}
