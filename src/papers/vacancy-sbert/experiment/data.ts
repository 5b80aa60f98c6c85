/** The ads of a seed, divided: titles to learn from, titles kept back, occupations kept back; and their texts as tokens. */
import { random, type Stream } from "#engine";
import { bytePairs } from "#lab/datasets/byte-pairs";
import { padding } from "#lab/datasets/words";
import { definitionOf, wordNet, type Synset, type WordNet } from "#lab/datasets/wordnet";
import { extractSkills } from "../method.ts";
import type { Settings } from "./settings.ts";
import { drawOccupations, occupationsOf, writeAd, type Ad, type AdOptions, type Occupation } from "./world.ts";

/** An ad as a system learns from it or is asked about it. */
export interface ReadAd extends Ad {
  /** Extracted from the description. */
  readonly skills: readonly string[];
  /** Equal for equal titles. */
  readonly identity: number;
}

/** Titles whose normalized title is asked for: its place among the candidates is the ad's occupation. */
export type Asked = readonly ReadAd[];

export interface Tokens {
  /** Codes in all: padding, pieces, the mask. */
  readonly size: number;
  readonly mask: number;
  /** Row after row, cut and padded: [texts, length]. */
  rows(texts: readonly string[], length: number): Int32Array;
}

export interface Data {
  readonly tokens: Tokens;
  readonly train: readonly ReadAd[];
  /** Pairs of definitions of nouns that are no persons. */
  readonly generic: readonly (readonly [text: string, above: string])[];
  /** Every skill that a description may name. */
  readonly skills: readonly string[];
  /** Normalized titles by occupation. */
  readonly candidates: readonly string[];
  /** For choosing rates and how much the skills count: as written. */
  readonly validation: Asked;
  /** Synonyms of titles that stand in ads to learn from. */
  readonly seen: Asked;
  /** The same in ads of their own, as written. */
  readonly written: Asked;
  /** More such ads, by the probability that a skill is one of another occupation. */
  readonly noisy: readonly { readonly noise: number; readonly asked: Asked }[];
  /** Synonyms that stand in no such ad. */
  readonly unseen: Asked;
  /** Titles of occupations that have no such ad at all. */
  readonly added: Asked;
  /** Share of skills that were left out of the world because they tell a title. */
  readonly telling: number;
}

export type DataSettings = Pick<Settings, "occupations" | "pieces" | "definitions">;

const shares = { added: 0.1, unseen: 0.2, validation: 0.15 };
const adsOfATitle = 4;
const noises = [0, 0.3, 0.6];

export async function openData(
  seed: number,
  { occupations: count, pieces, definitions: pairs }: DataSettings,
): Promise<Data> {
  const words = await wordNet();
  const { occupations: all, telling } = occupationsOf(words);
  const occupations = drawOccupations(all, { seed, count });
  const draws = random(seed);
  const reader = readerOf(occupations);
  const write = (name: string, titles: readonly Titled[], options?: AdOptions): ReadAd[] => {
    const stream = draws.stream(name);
    return titles.map((title) => reader(writeAd(stream, occupations, title, options)));
  };
  const clean = (titles: readonly Titled[]): ReadAd[] => titles.map((titled) => reader({ ...titled, description: "" }));
  const { learned, validation, seen, unseen, added } = divide(occupations, draws.stream("division"));
  const train = write(
    "ads",
    learned.flatMap((title) => Array.from({ length: adsOfATitle }, () => title)),
  );
  const generic = definitions(words, draws.stream("definitions"), pairs);
  const texts = train.flatMap(({ title, description }) => [title, description]);
  return {
    tokens: tokensOf([...texts, ...generic.slice(0, texts.length / 4).flat()], pieces),
    ...{ train, generic, telling },
    skills: [...new Set(occupations.flatMap(({ skills }) => skills))].sort(),
    candidates: occupations.map(({ titles: [first] }) => first),
    validation: write("validation", validation),
    seen: clean(seen),
    written: write("test", seen),
    noisy: noises.map((noise) => ({ noise, asked: write(`test at ${noise}`, seen, { noise }) })),
    unseen: clean(unseen),
    added: clean(added),
  };
}

interface Titled {
  readonly occupation: number;
  readonly title: string;
}

/** `learned` has every normalized title of an occupation that is not kept back, and the synonyms that are neither unseen nor of validation. */
function divide(occupations: readonly Occupation[], stream: Stream) {
  const order = stream.permutation(occupations.length);
  const kept = Math.round(shares.added * occupations.length);
  const of = (places: Iterable<number>) =>
    Array.from(places, (occupation) =>
      occupations[occupation].titles.slice(1).map((title): Titled => ({ occupation, title })),
    ).flat();
  const others = of(order.subarray(kept));
  const shuffled = Array.from(stream.permutation(others.length), (at) => others[at]);
  const unseen = Math.round(shares.unseen * shuffled.length);
  const checked = unseen + Math.round(shares.validation * shuffled.length);
  const normalized = Array.from(order.subarray(kept), (occupation): Titled => ({
    occupation,
    title: occupations[occupation].titles[0],
  }));
  return {
    learned: [...normalized, ...shuffled.slice(unseen)],
    unseen: shuffled.slice(0, unseen),
    validation: shuffled.slice(unseen, checked),
    seen: shuffled.slice(checked),
    added: of(order.subarray(0, kept)),
  };
}

/** Extracts what a description names, and tells equal titles. */
function readerOf(occupations: readonly Occupation[]): (ad: Ad) => ReadAd {
  const dictionary = new Set(occupations.flatMap(({ skills }) => skills));
  const identities = new Map<string, number>();
  return (ad) => {
    const title = plain(ad.title);
    if (!identities.has(title)) identities.set(title, identities.size);
    const skills = extractSkills(ad.description, (phrase) => dictionary.has(phrase));
    return { ...ad, title, description: plain(ad.description), skills, identity: identities.get(title)! };
  };
}

/** Nouns that are no persons, and what each is a kind of. */
function definitions({ synsets }: WordNet, stream: Stream, count: number): [string, string][] {
  const personTopic = 18;
  const others = synsets.filter(
    ({ partOfSpeech, topic, instance, hypernyms }) =>
      partOfSpeech === "noun" && topic !== personTopic && !instance && hypernyms.length > 0,
  );
  const textOf = ({ gloss }: Synset) => plain(definitionOf(gloss));
  return Array.from(stream.permutation(others.length).subarray(0, count), (at) => [
    textOf(others[at]),
    textOf(synsets[others[at].hypernyms[0]]),
  ]);
}

/** Printable ASCII in lower case. */
const plain = (text: string): string => text.toLowerCase().replace(/[^ -~]/g, " ");
const alphabet = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at).toLowerCase()).join("");

function tokensOf(texts: readonly string[], size: number): Tokens {
  const pieces = bytePairs(texts.map((text) => ` ${text}`).join("\n"), { size, alphabet: `${alphabet}\n` });
  return {
    size: size + 2,
    mask: size + 1,
    rows(some, length) {
      const rows = new Int32Array(some.length * length).fill(padding);
      for (const [row, text] of some.entries())
        rows.set(
          pieces
            .encode(` ${text}`)
            .subarray(0, length)
            .map((code) => code + 1),
          row * length,
        );
      return rows;
    },
  };
}
