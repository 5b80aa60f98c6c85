/** Texts of four sources in one vocabulary, each in three parts: to learn from, to tune on, to measure on. */
import { bytePairs } from "#lab/datasets/byte-pairs";
import { codeSources, packagesOf, type CodePackageName } from "#lab/datasets/code";
import { localeNames, type Locale, type LocaleKind } from "#lab/datasets/locale-names";
import { mobyDick } from "#lab/datasets/moby-dick";
import { stateOfTheUnionByYear } from "#lab/datasets/state-of-the-union";
import { definitionOf, partsOfSpeech, wordNet, type PartOfSpeech, type Synset } from "#lab/datasets/wordnet";
import { random } from "#engine";

export const parts = ["train", "tune", "test"] as const;
export type Part = (typeof parts)[number];
type ByPart<Value> = Readonly<Record<Part, Value>>;

/** Tokens that are no text; the first three are those of translators. The instructions of tasks stand from the last one on. */
export const tokens = { padding: 0, start: 1, end: 2, masked: 3, instruction: 4 } as const;
/** As many as there are tasks. */
const instructions = 6;
const specials = tokens.instruction + instructions;
export const vocabularySize = 512;

const alphabet = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");

/** Without accents, line breaks, or whatever else is not ASCII. */
const plainText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[—–]/g, "-")
    .replace(/\s+/g, " ")
    .replace(/[^ -~]/g, "");

export const eras = { early: [1801, 1830], middle: [1862, 1904], war: [1941, 1962], late: [1986, 2015] } as const;
export type Era = keyof typeof eras;
export const nameLocales = ["de", "fr", "pl", "fi", "tr"] as const satisfies Locale[];
export type NameLocale = (typeof nameLocales)[number];
export const nameKinds = ["languages", "territories"] as const satisfies LocaleKind[];
export type NameKind = (typeof nameKinds)[number];
/** What nouns are about, and the number of the lexicographer's file. */
export const topics = { act: 4, animal: 5, artifact: 6, communication: 10, person: 18, plant: 20 } as const;
export type GlossClass = PartOfSpeech | keyof typeof topics;

/** All text as codes of one vocabulary. */
export interface Corpus {
  encode(text: string): Int32Array;
  readonly book: ByPart<Int32Array>;
  readonly speeches: Readonly<Record<Era, ByPart<Int32Array>>>;
  readonly code: Readonly<Partial<Record<CodePackageName, ByPart<Int32Array>>>>;
  /** What languages call things; a thing is in one part, whatever the language. */
  readonly names: Readonly<Record<NameLocale, Readonly<Record<NameKind, ByPart<readonly string[]>>>>>;
  /** Definitions, each in one part whatever it is a class of; null: not read. */
  readonly glosses: Readonly<Record<GlossClass, ByPart<readonly string[]>>> | null;
  /** What models are pre-trained on, by source. */
  readonly unlabelled: readonly Int32Array[];
}

/** Characters of each source that are read at most, and those that the vocabulary is learned from. */
export interface CorpusSize {
  readonly read: number;
  /** Definitions of each kind; 0: WordNet is not loaded. */
  readonly glosses: number;
  readonly vocabulary: number;
}

/** Eight tenths, one, and one. */
function cutInThree<Text extends string | Int32Array>(text: Text): ByPart<Text> {
  const at = (share: number) => Math.round(share * text.length);
  const cut = (from: number, to: number) => text.slice(at(from), at(to)) as Text;
  return { train: cut(0, 0.8), tune: cut(0.8, 0.9), test: cut(0.9, 1) };
}

async function openCorpus({ read, glosses: perClass, vocabulary: learnedFrom }: CorpusSize): Promise<Corpus> {
  const [whole, addresses, sources, dictionary] = [await mobyDick(), await stateOfTheUnionByYear(), await codeSources(), await localeNames()]; // prettier-ignore
  const book = plainText(whole.slice(0, read));
  const byEra = (era: Era) => eras[era].map((year) => plainText(addresses[year].slice(0, read / 8))).join(" ");
  const speeches = mapValues(eras, (_, era) => byEra(era));
  const code = Object.fromEntries(
    packagesOf("train").map((name) => {
      const files = Object.values(sources[name].files);
      return [name, plainText(files.join(" ").slice(0, read / 3))];
    }),
  );
  const names = namesOf(dictionary);
  const namesText = Object.values(names).flatMap((kinds) => nameKinds.map((kind) => kinds[kind].train.join(", "))).join(", "); // prettier-ignore
  const glosses = perClass === 0 ? null : await glossesOf(perClass);
  const glossText = glosses ? partsOfSpeech.flatMap((one) => glosses[one].train).join("; ") : "";
  const all = [book, Object.values(speeches).join(" "), Object.values(code).join(" "), namesText, glossText].filter((text) => text !== ""); // prettier-ignore
  const size = vocabularySize - specials;
  const learned = bytePairs(all.map((text) => spread(text, learnedFrom / all.length)).join(" "), { size, alphabet });
  const encode = (text: string) => learned.encode(text).map((symbol) => symbol + specials);
  const coded = (text: string) => cutInThree(encode(text));
  const corpus = {
    encode: (text: string) => encode(plainText(text)),
    book: coded(book),
    speeches: mapValues(speeches, coded),
    code: mapValues(code, coded),
    ...{ names, glosses },
  };
  const joined = (texts: readonly ByPart<Int32Array>[]) => Int32Array.from(texts.flatMap(({ train }) => [...train]));
  const texts = [namesText, glossText].filter((text) => text !== "").map(encode);
  const unlabelled = [corpus.book.train, joined(Object.values(corpus.speeches)), joined(Object.values(corpus.code)), ...texts]; // prettier-ignore
  return { ...corpus, unlabelled };
}

const mapValues = <Key extends string, From, To>(values: Readonly<Record<Key, From>>, of: (value: From, key: Key) => To) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, of(value as From, key as Key)])) as Record<Key, To>; // prettier-ignore

/** Eight pieces of a text, evenly spread. */
function spread(text: string, length: number): string {
  const piece = Math.floor(Math.min(length, text.length) / 8);
  return Array.from({ length: 8 }, (_, at) => text.slice(Math.floor((at * text.length) / 8)).slice(0, piece)).join(" ");
}

/** Every tenth synset is for measuring, and every tenth for tuning. */
async function glossesOf(perClass: number): Promise<NonNullable<Corpus["glosses"]>> {
  const { synsets } = await wordNet();
  const order = random(0).stream("glosses").permutation(synsets.length);
  const classOf = (is: (synset: Synset) => boolean): ByPart<readonly string[]> => {
    const found: Record<Part, string[]> = { train: [], tune: [], test: [] };
    let count = 0;
    for (const at of order) {
      if (count === perClass) break;
      if (!is(synsets[at])) continue;
      const part = at % 10 === 9 ? "test" : at % 10 === 8 ? "tune" : "train";
      found[part].push(plainText(definitionOf(synsets[at].gloss)));
      count++;
    }
    return found;
  };
  const byPart = partsOfSpeech.map((one) => [one, classOf(({ partOfSpeech }) => partOfSpeech === one)] as const);
  const byTopic = Object.entries(topics).map(([name, number]) => [name, classOf(({ topic }) => topic === number)] as const); // prettier-ignore
  return Object.fromEntries([...byPart, ...byTopic]) as NonNullable<Corpus["glosses"]>;
}

function namesOf(dictionary: Awaited<ReturnType<typeof localeNames>>): Corpus["names"] {
  const codesOf = (kind: NameKind): ByPart<readonly string[]> => {
    const codes = Object.keys(dictionary.en[kind]).sort();
    const order = random(0).stream(kind).permutation(codes.length);
    const [tune, test] = [Math.floor(0.8 * codes.length), Math.floor(0.9 * codes.length)];
    const cut = (from: number, to: number) => Array.from(order.subarray(from, to), (at) => codes[at]);
    return { train: cut(0, tune), tune: cut(tune, test), test: cut(test, codes.length) };
  };
  const byKind = Object.fromEntries(nameKinds.map((kind) => [kind, codesOf(kind)])) as Record<NameKind, ByPart<string[]>>; // prettier-ignore
  return Object.fromEntries(
    nameLocales.map((locale) => {
      const own = (kind: NameKind) =>
        mapValues(byKind[kind], (codes) =>
          codes.flatMap((code) => (dictionary[locale][kind][code] ? [plainText(dictionary[locale][kind][code])] : [])),
        );
      return [locale, Object.fromEntries(nameKinds.map((kind) => [kind, own(kind)]))];
    }),
  ) as unknown as Corpus["names"];
}

const opened = new Map<string, Promise<Corpus>>();

/** Read once for all seeds. */
export function openedCorpus(size: CorpusSize): Promise<Corpus> {
  const key = `${size.read} ${size.glosses} ${size.vocabulary}`;
  const found = opened.get(key) ?? openCorpus(size);
  opened.set(key, found);
  found.catch(() => opened.delete(key));
  return found;
}
