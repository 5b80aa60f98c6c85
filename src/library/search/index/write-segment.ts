/** Writes segments: of papers, and of older segments. */
import { ByteWriter } from "./bytes.ts";
import { termOf } from "../analysis/terms.ts";
import { countTerms, type DocumentWords } from "./document.ts";
import { Segment } from "./segment.ts";

const encoder = new TextEncoder();

/** What two bytes hold: longer texts are remembered up to here. */
const longest = 65_535;

/** A segment of papers; one that comes twice is what comes last. */
export function encodeSegment(documents: readonly DocumentWords[]): Uint8Array {
  const draft = new Draft();
  for (const document of new Map(documents.map((document) => [document.id, document])).values()) {
    const number = (word: string) => draft.wordNumber(word);
    const title = document.title.slice(0, longest).map(number);
    const body = document.body.slice(0, longest).map(number);
    const names = document.names.map((name) => name.map(number));
    const paper = draft.add(
      document.id,
      [title, body, ...names].flatMap((words) => [...words, 0]),
    );
    const terms = (words: readonly number[]) =>
      words.map((word) => draft.termOfWord[word - 1]).filter((term) => term >= 0);
    for (const [term, counts] of countTerms(terms(title), terms(body), terms(names.flat())))
      draft.postings[term].push(paper, counts);
  }
  return draft.write();
}

/** One segment of several, oldest first, without the papers that a later one of them, or any other, replaces. */
export function mergeSegments(segments: readonly Segment[]): Uint8Array {
  const draft = new Draft();
  const newest = new Map<number, Segment>();
  for (const segment of segments) for (const id of segment.ids) newest.set(id, segment);
  for (const segment of segments) {
    const terms = segment.names.map((name) => draft.numberOf(name));
    const words = segment.words.map((word) => draft.wordNumber(word));
    const papers = new Int32Array(segment.ids.length).fill(-1);
    for (const [paper, id] of segment.ids.entries()) {
      if (newest.get(id) !== segment || segment.replaced?.[paper] === 1) continue;
      papers[paper] = draft.add(
        id,
        segment.text(paper).map((word) => (word === 0 ? 0 : words[word - 1])),
      );
    }
    for (const [term, number] of terms.entries()) {
      const postings = draft.postings[number];
      segment.each(term, (paper, counts) => {
        if (papers[paper] >= 0) postings.push(papers[paper], counts);
      });
    }
  }
  return draft.write();
}

interface DraftPaper {
  readonly id: number;
  /** Numbers of words, and the ends of fields, as `Segment.text` gives them. */
  readonly text: readonly number[];
}

class Draft {
  /** By number of the term: papers and packed counts in turn. */
  readonly postings: number[][] = [];
  /** Number of the term, -1 for a stop word, by the number of the word less one. */
  readonly termOfWord: number[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly words = new Map<string, number>();
  private readonly papers: DraftPaper[] = [];

  numberOf(term: string): number {
    let number = this.numbers.get(term);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(term, number);
      this.postings.push([]);
    }
    return number;
  }

  /** From 1. Frequent words are met early and get the small numbers. */
  wordNumber(word: string): number {
    let number = this.words.get(word);
    if (number === undefined) {
      const term = termOf(word);
      number = this.termOfWord.push(term === null ? -1 : this.numberOf(term));
      this.words.set(word, number);
    }
    return number;
  }

  /** @returns the paper's number. */
  add(id: number, text: readonly number[]): number {
    return this.papers.push({ id, text }) - 1;
  }

  write(): Uint8Array {
    const head = new ByteWriter();
    const postings = new ByteWriter();
    const texts = new ByteWriter();
    head.number(this.numbers.size);
    for (const [name, number] of this.numbers) {
      const begin = postings.length;
      const list = this.postings[number];
      for (let at = 0, paper = -1; at < list.length; at += 2) {
        postings.number(list[at] - paper);
        postings.byte(list[at + 1]);
        paper = list[at];
      }
      const bytes = encoder.encode(name);
      head.number(bytes.length);
      head.raw(bytes);
      head.number(list.length / 2);
      head.number(postings.length - begin);
    }
    head.number(this.papers.length);
    let last = 0;
    for (const { id, text } of this.papers) {
      const begin = texts.length;
      for (const word of text) texts.number(word);
      const difference = id - last;
      head.number(((difference << 1) ^ (difference >> 31)) >>> 0);
      const titleEnd = text.indexOf(0);
      head.number(this.termsIn(text, 0, titleEnd));
      head.number(this.termsIn(text, titleEnd + 1, text.indexOf(0, titleEnd + 1)));
      head.number(texts.length - begin);
      last = id;
    }
    const words = new ByteWriter();
    for (const word of this.words.keys()) {
      const bytes = encoder.encode(word);
      words.number(bytes.length);
      words.raw(bytes);
    }
    head.number(this.termOfWord.length);
    for (const term of this.termOfWord) head.number(term + 1);
    head.number(words.length);
    head.raw(words.result());
    head.raw(postings.result());
    head.raw(texts.result());
    return head.result();
  }

  private termsIn(text: readonly number[], from: number, to: number): number {
    let terms = 0;
    for (let at = from; at < to; at++) if (this.termOfWord[text[at] - 1] >= 0) terms++;
    return terms;
  }
}
