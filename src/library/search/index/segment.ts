/**
 * An inverted index of some papers, and their texts as terms, in one piece of bytes that is read as it stands.
 *
 *   terms:  count, then per term: bytes and text, papers that have it, bytes of its postings
 *   papers: count, then per paper: id (difference to the one before, zigzag), terms in its title, terms in its body, bytes of its text
 *   postings, term after term: per paper: number (difference to the one before), packed counts
 *   texts, paper after paper: numbers of the terms of title and body in order
 */
import { ByteReader } from "./bytes.ts";

const decoder = new TextDecoder();

/** Terms of a paper's title and body in order. */
export interface PaperTerms {
  readonly title: readonly string[];
  readonly body: readonly string[];
}

export class Segment {
  readonly bytes: Uint8Array;
  /** By number. */
  readonly names: readonly string[];
  /** Papers that have a term, by its number; those that a newer segment has replaced are counted too. */
  readonly documentFrequency: Int32Array;
  /** Paper ids, by number within the segment. */
  readonly ids: Int32Array;
  readonly titleLengths: Uint16Array;
  readonly bodyLengths: Uint16Array;
  /** 1: a newer segment has this paper. Null while there are none. */
  replaced: Uint8Array | null = null;
  private readonly numbers = new Map<string, number>();
  /** Where postings and texts begin; one more than there are, for the end. */
  private readonly postings: Int32Array;
  private readonly texts: Int32Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
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
    // Lengths become places.
    this.postings[0] = reader.at;
    for (let term = 0; term < terms; term++) this.postings[term + 1] += this.postings[term];
    this.texts[0] = this.postings[terms];
    for (let paper = 0; paper < papers; paper++) this.texts[paper + 1] += this.texts[paper];
  }

  /** Of a term; undefined where no paper has it. */
  numberOf(term: string): number | undefined {
    return this.numbers.get(term);
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

  /** The numbers of a paper's terms in order, title first. */
  text(paper: number): number[] {
    const reader = new ByteReader(this.bytes, this.texts[paper]);
    const terms: number[] = [];
    while (reader.at < this.texts[paper + 1]) terms.push(reader.number());
    return terms;
  }

  paperTerms(paper: number): PaperTerms {
    const terms = this.text(paper).map((term) => this.names[term]);
    return { title: terms.slice(0, this.titleLengths[paper]), body: terms.slice(this.titleLengths[paper]) };
  }

  replace(paper: number): void {
    this.replaced ??= new Uint8Array(this.ids.length);
    this.replaced[paper] = 1;
  }
}
