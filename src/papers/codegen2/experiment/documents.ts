/** Code, prose and records as short documents of shared byte-pair tokens, in three parts: to learn from, to tune on, and to measure on. */
import { random } from "#engine";
import { bytePairs } from "#lab/datasets/byte-pairs";
import type { Vocabulary } from "#lab/datasets/characters";
import { codeSources, packagesOf } from "#lab/datasets/code";
import { Draw } from "#lab/datasets/draw";
import { mobyDick } from "#lab/datasets/moby-dick";
import { stateOfTheUnion } from "#lab/datasets/state-of-the-union";
import { specialCount, specialTokens, type SpecialTokens } from "../method.ts";

export const domains = ["code", "prose"] as const;
export type Domain = (typeof domains)[number];
/** What documents are made of: a domain, or records (see `recordsOf`). */
export type Kind = Domain | "records";
type Document = readonly number[];

export interface Library {
  /** Text tokens; the special ones follow. */
  readonly vocabulary: Vocabulary;
  readonly special: SpecialTokens;
  /** Of both. */
  readonly tokens: number;
  /** Bytes of each token's text, 0 of a special one. */
  readonly bytes: readonly number[];
  readonly documents: Readonly<Record<"train" | "tune" | "test", Readonly<Record<Kind, readonly Document[]>>>>;
}

/** Tokens of a document: with eight spans the longest is 64, which a model sees at once. */
const [shortest, longest] = [12, 38];

export const vocabularySize = 512;

/** Typographic characters as their ASCII counterparts, the few others dropped: then a byte is a character. */
export const ascii = (text: string): string =>
  text
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[—–]/g, "--")
    .replaceAll("\r", "")
    .replace(/[^\n -~]/g, "");

/** One tab for each level: spaces before a word cost a token each. A file whose indents are nearly all multiples of four has four a level. */
export function withTabs(source: string): string {
  const indents = Array.from(source.matchAll(/^( +)[^ *]/gm), ([, spaces]) => spaces.length);
  const unit = indents.filter((spaces) => spaces % 4 === 0).length > 0.9 * indents.length ? 4 : 2;
  return source.replace(/^ +/gm, ({ length }) => "\t".repeat(Math.floor(length / unit)) + " ".repeat(length % unit));
}

/** Lines of code; sentences of prose and their parts. Together they are the text. */
const cuts: Readonly<Record<Domain, RegExp>> = { code: /(?<=\n)/, prose: /(?<=[.;!?,])(?= )|(?<=\n)/ };

/** Cuts a text into documents of whole lines or parts of sentences; what is too long or too short is left out. */
export function documentsOf(text: string, domain: Domain, { encode }: Pick<Vocabulary, "encode">): Document[] {
  const found: Document[] = [];
  let current: number[] = [];
  const close = () => {
    if (current.length >= shortest) found.push(current);
    current = [];
  };
  for (const piece of text.split(cuts[domain])) {
    const tokens = encode(piece);
    // An empty line is where one thing ends; a document of half the length may end there.
    if (current.length + tokens.length > longest || (piece === "\n" && current.length >= longest / 2)) close();
    if (tokens.length <= longest && !(current.length === 0 && piece === "\n")) current.push(...tokens);
  }
  close();
  return found;
}

/** Fields of a record, and how many signs each may be: an alphabet of its own. */
const [fields, signs] = [12, 7];

/**
 * Records that are written twice: twelve fields, each one of seven signs of its own, a tilde, the same once more. Every field of the first
 * time is free from left to right, and certain to who has read on: a gap there can be filled by what follows it, and by nothing else.
 */
export function recordsOf(draw: Draw, count: number, { symbols }: Pick<Vocabulary, "symbols">): Document[] {
  const printable = Array.from({ length: 94 }, (_, at) => symbols.indexOf(String.fromCharCode(33 + at)));
  return Array.from({ length: count }, () => {
    const record = Array.from({ length: fields }, (_, field) => printable[signs * field + draw.below(signs)]);
    return [...record, printable[93], ...record];
  });
}

const recordCounts = { train: 6000, tune: 1000, test: 2000 } as const;

type Texts = Readonly<Record<keyof Library["documents"], readonly string[]>>;

/** Files of three packages, every sixteenth for tuning; files of two others for measuring. */
async function codeTexts(): Promise<Texts> {
  const sources = await codeSources();
  const filesOf = (part: "train" | "held") =>
    packagesOf(part).flatMap((name) => Object.values(sources[name].files).map((text) => withTabs(ascii(text))));
  const files = filesOf("train");
  const isForTuning = (at: number) => at % 16 === 7;
  return {
    train: files.filter((_, at) => !isForTuning(at)),
    tune: files.filter((_, at) => isForTuning(at)),
    test: filesOf("held"),
  };
}

/** A novel and eight addresses: of each, nine tenths to learn from, the last twentieth to measure on. */
async function proseTexts(): Promise<Texts> {
  const texts = [await mobyDick(), await stateOfTheUnion()].map(ascii);
  const part = (from: number, to: number) =>
    texts.map((text) => text.slice(Math.round(from * text.length), Math.round(to * text.length)));
  return { train: part(0, 0.9), tune: part(0.9, 0.95), test: part(0.95, 1) };
}

/** Characters of each domain that the tokens are learned from. */
const learnedFrom = 400_000;

async function openLibrary(every: number): Promise<Library> {
  const texts = { code: await codeTexts(), prose: await proseTexts() };
  const sample = [
    texts.code.train
      .filter((_, at) => at % 5 === 0)
      .join("\n")
      .slice(0, learnedFrom),
    ...texts.prose.train.map((text) => text.slice(0, learnedFrom / 2)),
  ].join("\n");
  const alphabet = "\n\t" + Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");
  const size = vocabularySize - specialCount(specialTokens(0));
  const vocabulary = bytePairs(sample, { size, alphabet });
  const special = specialTokens(size);
  const files = { ...texts.code, train: texts.code.train.filter((_, at) => at % every === 0) };
  const cut = (part: keyof Texts) => ({
    code: files[part].flatMap((text) => documentsOf(text, "code", vocabulary)),
    prose: texts.prose[part].flatMap((text) => documentsOf(text, "prose", vocabulary)),
    records: recordsOf(new Draw(random(1).stream(`records to ${part}`)), recordCounts[part], vocabulary),
  });
  return {
    ...{ vocabulary, special, tokens: vocabularySize },
    bytes: Array.from({ length: vocabularySize }, (_, token) => vocabulary.symbols[token]?.length ?? 0),
    documents: { train: cut("train"), tune: cut("tune"), test: cut("test") },
  };
}

const opened = new Map<number, Promise<Library>>();

/** Read and cut once for all seeds. `every`: only each so many-th file of code is learned from, which is quicker to read. */
export function library(every = 1): Promise<Library> {
  const found = opened.get(every) ?? openLibrary(every);
  opened.set(every, found);
  found.catch(() => opened.delete(every));
  return found;
}
