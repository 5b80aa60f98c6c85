/** Writes segments: of papers, and of older segments. */
import { ByteWriter } from "./bytes.ts";
import { countTerms, type DocumentTerms } from "./document.ts";
import { Segment } from "./segment.ts";

const encoder = new TextEncoder();

/** What two bytes hold: longer texts are remembered up to here. */
const longest = 65_535;

/** A segment of papers; one that comes twice is what comes last. */
export function encodeSegment(documents: readonly DocumentTerms[]): Uint8Array {
  const draft = new Draft();
  for (const document of new Map(documents.map((document) => [document.id, document])).values()) {
    const number = (term: string) => draft.numberOf(term);
    const title = document.title.slice(0, longest).map(number);
    const body = document.body.slice(0, longest).map(number);
    const paper = draft.add(document.id, title, body);
    for (const [term, counts] of countTerms(title, body, document.names.map(number)))
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
    const papers = new Int32Array(segment.ids.length).fill(-1);
    for (const [paper, id] of segment.ids.entries()) {
      if (newest.get(id) !== segment || segment.replaced?.[paper] === 1) continue;
      const text = segment.text(paper).map((term) => terms[term]);
      const title = segment.titleLengths[paper];
      papers[paper] = draft.add(id, text.slice(0, title), text.slice(title));
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
  /** Numbers of terms. */
  readonly title: readonly number[];
  readonly body: readonly number[];
}

class Draft {
  /** By number of the term: papers and packed counts in turn. */
  readonly postings: number[][] = [];
  private readonly numbers = new Map<string, number>();
  private readonly papers: DraftPaper[] = [];

  /** Frequent terms are met early and get the small numbers. */
  numberOf(term: string): number {
    let number = this.numbers.get(term);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(term, number);
      this.postings.push([]);
    }
    return number;
  }

  /** @returns the paper's number. */
  add(id: number, title: readonly number[], body: readonly number[]): number {
    return this.papers.push({ id, title, body }) - 1;
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
    for (const { id, title, body } of this.papers) {
      const begin = texts.length;
      for (const term of title) texts.number(term);
      for (const term of body) texts.number(term);
      const difference = id - last;
      head.number(((difference << 1) ^ (difference >> 31)) >>> 0);
      head.number(title.length);
      head.number(body.length);
      head.number(texts.length - begin);
      last = id;
    }
    head.raw(postings.result());
    head.raw(texts.result());
    return head.result();
  }
}
