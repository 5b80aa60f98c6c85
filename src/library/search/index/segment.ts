/**
 * An inverted index of some papers, and their texts as words, in one piece of bytes that is read as it stands.
 *
 *   terms:  count, then per term: bytes and text, papers that have it, bytes of its postings
 *   papers: count, then per paper: id (difference to the one before, zigzag), terms in its title, terms in its body, bytes of its text
 *   words:  count, then per word: the number of its term from 1, 0 for a stop word; bytes of all, then per word: bytes and text
 *   postings, term after term: per paper: number (difference to the one before), packed counts
 *   texts, paper after paper: numbers of the words in order from 1; 0 ends the title, the body, and each of the names
 */
import { ByteReader, ByteWriter } from "./bytes.ts";

const decoder = new TextDecoder();

/** Terms of a paper's title and body in order. */
export interface PaperTerms {
  readonly title: readonly string[];
  readonly body: readonly string[];
}

export class Segment {
  readonly bytes: Uint8Array;
  /** Terms by number. */
  readonly names: readonly string[];
  /** Papers that have a term, by its number; those that a newer segment has replaced are counted too. */
  readonly documentFrequency: Int32Array;
  /** Paper ids, by number within the segment. */
  readonly ids: Int32Array;
  /** Terms in each, stop words left out. */
  readonly titleLengths: Uint16Array;
  readonly bodyLengths: Uint16Array;
  /** 1: a newer segment has this paper. Null while there are none. */
  replaced: Uint8Array | null = null;
  private readonly numbers = new Map<string, number>();
  /** Number of a word's term, -1 for a stop word, by the word's number. */
  private readonly termOfWord: Int32Array;
  private readonly wordsAt: number;
  private wordTexts: readonly string[] | null = null;
  private wordNumbers: ReadonlyMap<string, number> | null = null;
  private termWords: number[][] | null = null;
  /** Where postings and texts begin; one more than there are, for the end. */
  private readonly postings: Int32Array;
  private readonly texts: Int32Array;
  private readonly buffer: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const reader = new ByteReader(bytes);
    const terms = reader.number();
    const names: string[] = Array.from({ length: terms });
    this.documentFrequency = new Int32Array(terms);
    this.postings = new Int32Array(terms + 1);
    for (let term = 0; term < terms; term++) {
      names[term] = decoder.decode(reader.raw(reader.number()));
      this.numbers.set(names[term], term);
      this.documentFrequency[term] = reader.number();
      this.postings[term + 1] = reader.number();
    }
    this.names = names;
    const papers = reader.number();
    this.ids = new Int32Array(papers);
    this.titleLengths = new Uint16Array(papers);
    this.bodyLengths = new Uint16Array(papers);
    this.texts = new Int32Array(papers + 1);
    for (let paper = 0, id = 0; paper < papers; paper++) {
      const difference = reader.number();
      id += (difference >>> 1) ^ -(difference & 1);
      this.ids[paper] = id;
      this.titleLengths[paper] = reader.number();
      this.bodyLengths[paper] = reader.number();
      this.texts[paper + 1] = reader.number();
    }
    this.termOfWord = new Int32Array(reader.number());
    for (let word = 0; word < this.termOfWord.length; word++) this.termOfWord[word] = reader.number() - 1;
    const wordBytes = reader.number();
    this.wordsAt = reader.at;
    // Lengths become places.
    this.postings[0] = reader.at + wordBytes;
    for (let term = 0; term < terms; term++) this.postings[term + 1] += this.postings[term];
    this.texts[0] = this.postings[terms];
    for (let paper = 0; paper < papers; paper++) this.texts[paper + 1] += this.texts[paper];
  }

  /** Of a term; undefined where no paper has it. */
  numberOf(term: string): number | undefined {
    return this.numbers.get(term);
  }

  /** Words by number. */
  get words(): readonly string[] {
    if (this.wordTexts === null) {
      const reader = new ByteReader(this.bytes, this.wordsAt);
      this.wordTexts = Array.from(this.termOfWord, () => decoder.decode(reader.raw(reader.number())));
    }
    return this.wordTexts;
  }

  /** The number of a word; undefined where no paper has it. Reads the words when it is first asked, which few searches do. */
  wordNumber(word: string): number | undefined {
    this.wordNumbers ??= new Map(this.words.map((text, number) => [text, number]));
    return this.wordNumbers.get(word);
  }

  /** Calls back for every paper that has a term, replaced ones included: its number here, and its packed counts. */
  each(term: number, visit: (paper: number, counts: number) => void): void {
    const { bytes } = this;
    const end = this.postings[term + 1];
    let paper = -1;
    for (let at = this.postings[term]; at < end;) {
      let gap = bytes[at++];
      if (gap > 0x7f) {
        gap &= 0x7f;
        for (let shift = 7; ; shift += 7) {
          const byte = bytes[at++];
          gap |= (byte & 0x7f) << shift;
          if (byte < 0x80) break;
        }
      }
      paper += gap;
      visit(paper, bytes[at++]);
    }
  }

  /** The numbers of a paper's words in order, each one more than the word's; 0 ends the title, the body, and each of the names. */
  text(paper: number): number[] {
    const reader = new ByteReader(this.bytes, this.texts[paper]);
    const words: number[] = [];
    while (reader.at < this.texts[paper + 1]) words.push(reader.number());
    return words;
  }

  /** Whether there is not a word in it. */
  isEmpty(paper: number): boolean {
    for (let at = this.texts[paper]; at < this.texts[paper + 1]; at++) if (this.bytes[at] !== 0) return false;
    return true;
  }

  paperTerms(paper: number): PaperTerms {
    const title: string[] = [];
    const body: string[] = [];
    const reader = new ByteReader(this.bytes, this.texts[paper]);
    for (const terms of [title, body])
      for (let word = reader.number(); word > 0; word = reader.number()) {
        const term = this.termOfWord[word - 1];
        if (term >= 0) terms.push(this.names[term]);
      }
    return { title, body };
  }

  /** Which words may stand at each place of a phrase, for `occurrences`; null where one of the places has none here. */
  placesOf(phrase: readonly PhrasePlace[]): Places | null {
    const places: number[][] = [];
    for (const { term, words } of phrase) {
      const numbers = words.flatMap((word) => this.wordNumber(word) ?? []);
      const wanted = term === null ? undefined : this.numbers.get(term);
      if (wanted !== undefined) numbers.push(...this.wordsOf(wanted));
      if (numbers.length === 0) return null;
      places.push(numbers.map((number) => number + 1));
    }
    const [first, ...rest] = places;
    const starts = first.map((number) => {
      const writer = new ByteWriter(8);
      writer.number(number);
      return writer.result();
    });
    return { starts, rest };
  }

  /** Numbers of the words of a term. */
  private wordsOf(term: number): readonly number[] {
    if (this.termWords === null) {
      this.termWords = this.names.map(() => []);
      for (const [word, other] of this.termOfWord.entries()) if (other >= 0) this.termWords[other].push(word);
    }
    return this.termWords[term];
  }

  /** How often words stand side by side in a paper's title, body and names. */
  occurrences(paper: number, { starts, rest }: Places): readonly [title: number, body: number, names: number] {
    const counts: [number, number, number] = [0, 0, 0];
    const text = this.buffer.subarray(this.texts[paper], this.texts[paper + 1]);
    let titleEnd = -1;
    let bodyEnd = -1;
    for (const start of starts)
      for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        // In the middle of a longer number: another word.
        if (at > 0 && text[at - 1] > 0x7f) continue;
        if (!follow(text, at + start.length, rest)) continue;
        if (titleEnd < 0) {
          // No other number has a byte 0.
          titleEnd = text.indexOf(0);
          bodyEnd = text.indexOf(0, titleEnd + 1);
        }
        counts[at < titleEnd ? 0 : at < bodyEnd ? 1 : 2]++;
      }
    return counts;
  }

  replace(paper: number): void {
    this.replaced ??= new Uint8Array(this.ids.length);
    this.replaced[paper] = 1;
  }
}

/** Whether the words from a place on are one of those wanted, each. */
function follow(text: Uint8Array, from: number, places: Places["rest"]): boolean {
  let at = from;
  for (const wanted of places) {
    if (at >= text.length) return false;
    let word = text[at++];
    if (word > 0x7f) {
      word &= 0x7f;
      for (let shift = 7; ; shift += 7) {
        const byte = text[at++];
        word |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
    }
    if (!wanted.includes(word)) return false;
  }
  return true;
}

/** A phrase in the numbers of one segment. */
export interface Places {
  /** The bytes of each word that it may begin with. */
  readonly starts: readonly Uint8Array[];
  /** Numbers of the words that may follow, as `Segment.text` gives them. */
  readonly rest: readonly (readonly number[])[];
}

/** What may stand at one place of a phrase: the words, and any form of the term. */
export interface PhrasePlace {
  readonly term: string | null;
  readonly words: readonly string[];
}
