/** Sentences as symbols: pieces of words (section 4.1), whole words, or words and characters mixed (section 4.2). One set for both languages. */
import { bytePairs } from "#lab/datasets/byte-pairs";

/** After the codes that every translator has: 0 fills up, 1 starts, 2 ends. */
export const unknown = 3;
const special = ["<pad>", "<start>", "<end>", "<unknown>"];

export interface Symbols {
  readonly size: number;
  /** By code; pieces that begin a word have the mark of the paper, "▁". */
  readonly names: readonly string[];
  encode(sentence: string): number[];
  /** Marks are left out, what is unknown is written as such. */
  decode(codes: readonly number[]): string;
}

/** Pieces: the most frequent pairs of neighbours are merged, within words, until there are so many symbols. */
export function pieces(sentences: readonly string[], size: number): Symbols {
  const text = sentences.map((sentence) => ` ${sentence}`).join("");
  return piecesOf(bytePairs(text, { size: size - special.length }));
}

/** A vocabulary of byte pairs with the marks before it. */
export function piecesOf({ symbols, encode }: ReturnType<typeof bytePairs>): Symbols {
  const names = [...special, ...symbols.map((symbol) => symbol.replace(" ", "▁"))];
  const alphabet = new Set(symbols);
  return {
    size: names.length,
    names,
    encode(sentence) {
      const known: string[] = [""];
      // Characters that no text had stand alone.
      for (const character of ` ${sentence}`)
        if (alphabet.has(character)) known[known.length - 1] += character;
        else known.push("");
      return known.flatMap((part, at) => [
        ...(at === 0 ? [] : [unknown]),
        ...Array.from(encode(part), (code) => code + special.length),
      ]);
    },
    decode: (codes) =>
      codes
        .map((code) => (code >= unknown ? names[code].replace("▁", " ") : ""))
        .join("")
        .trimStart(),
  };
}

/** Some pieces of a sentence for people, those of one word together: "the, V·eli·ka, -s", with a hyphen where its beginning is not among them. */
export function inPieces(names: readonly string[], chosen: (at: number) => boolean): string {
  const words: string[] = [];
  for (const [at, name] of names.entries()) {
    if (!chosen(at)) continue;
    const begins = at === 0 || name.startsWith("▁") || names[at - 1] === "▁";
    const piece = name.replace("▁", "");
    if (begins) words.push(piece);
    else if (chosen(at - 1)) words[words.length - 1] += `·${piece}`;
    else words.push(`-${piece}`);
  }
  return words.filter((word) => word !== "").join(", ");
}

/** The most frequent words; all others are one symbol. */
export function words(sentences: readonly string[], size: number): Symbols {
  const names = [...special, ...frequentWords(sentences, size - special.length)];
  const codes = codesOf(names);
  return {
    size: names.length,
    names,
    encode: (sentence) => sentence.split(" ").map((word) => codes.get(word) ?? unknown),
    decode: (found) => found.filter((code) => code >= unknown).map((code) => names[code]).join(" "), // prettier-ignore
  };
}

/** The most frequent words; all others in characters, each of which says whether it begins its word, stands within it or ends it. */
export function mixed(sentences: readonly string[], size: number): Symbols {
  const alphabet = [...new Set(sentences.join("").replaceAll(" ", ""))].sort();
  const characters = ["<B>", "<M>", "<E>"].flatMap((place) => alphabet.map((character) => place + character));
  const frequent = frequentWords(sentences, size - special.length - characters.length);
  const names = [...special, ...characters, ...frequent];
  const codes = codesOf(names);
  const whole = new Set(frequent);
  const spelled = (word: string) =>
    [...word].map(
      (character, at, { length }) =>
      codes.get((at === 0 ? "<B>" : at === length - 1 ? "<E>" : "<M>") + character) ?? unknown, // prettier-ignore
    );
  return {
    size: names.length,
    names,
    encode: (sentence) => sentence.split(" ").flatMap((word) => (whole.has(word) ? [codes.get(word)!] : spelled(word))),
    decode: (found) =>
      found
        .filter((code) => code >= unknown)
        .map((code) => names[code])
        .map((name) => (/^<[ME]>/.test(name) ? name.slice(3) : ` ${name.replace("<B>", "")}`))
        .join("")
        .trimStart(),
  };
}

const codesOf = (names: readonly string[]) => new Map(names.map((name, code) => [name, code]));

/** The `count` most frequent words, in alphabetical order among equals. */
function frequentWords(sentences: readonly string[], count: number): string[] {
  const counts = new Map<string, number>();
  for (const sentence of sentences)
    for (const word of sentence.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([word]) => word);
}
