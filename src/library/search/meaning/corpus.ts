/** A library's papers as an encoder learns from them: terms by number, and some papers kept back for judging. */
import { random } from "#engine";
import { sentencesIn } from "../../words/sentences.ts";
import { termOf } from "../analysis/terms.ts";
import { wordsIn } from "../analysis/words.ts";
import { Segment } from "../index/segment.ts";
import { encodeSegment } from "../index/write-segment.ts";
import type { DocumentWords } from "../index/document.ts";

export interface LearningPaper {
  readonly id: number;
  readonly title: string;
  readonly abstract: string;
  /** Ids of its authors. */
  readonly authors: readonly number[];
}

/** A paper kept back: what it says in words, the abstract in passages. */
export interface KeptPaper {
  readonly id: number;
  readonly title: readonly string[];
  readonly passages: readonly (readonly string[])[];
  readonly authors: readonly number[];
}

export interface Corpus {
  /** Terms that at least two papers have, by their numbers; the most frequent ones. */
  readonly terms: readonly string[];
  /** The logarithm of each one's rarity. */
  readonly rarity: Float32Array;
  /** Numbers of terms of the papers to learn from. */
  readonly papers: readonly TrainingPaper[];
  readonly kept: readonly KeptPaper[];
  /** The index of all papers but the kept ones. */
  readonly segments: readonly Segment[];
  /** Papers of each author. */
  readonly byAuthor: ReadonlyMap<number, readonly number[]>;
}

export interface TrainingPaper {
  readonly title: Int32Array;
  readonly passages: readonly Int32Array[];
}

/** Papers kept back: so many of all, and never more. */
const keeping = { share: 0.15, most: 600 } as const;
/** Shorter abstracts have too little to be judged by, in characters. */
const shortest = 300;
/** Papers in a segment. */
const segmentPapers = 2_000;
/** Terms of an encoder at most: 13 MB of vectors. */
const mostTerms = 50_000;
/** Terms that a sentence may have to be one passage; a longer one, or a text without stops, is cut. */
const longestPassage = 24;

/** Takes papers one after the other, so that nobody holds all of their texts. */
export class CorpusReader {
  private readonly share: number;
  private readonly numbers = new Map<string, number>();
  private readonly frequencies: number[] = [];
  private readonly papers: TrainingPaper[] = [];
  private readonly kept: KeptPaper[] = [];
  private readonly segments: Segment[] = [];
  private readonly byAuthor = new Map<number, number[]>();
  private words: DocumentWords[] = [];

  /** @param total papers that will come. */
  constructor(total: number) {
    this.share = Math.min(keeping.share, keeping.most / total);
  }

  add({ id, title, abstract, authors }: LearningPaper): void {
    const titleWords = wordsIn(title);
    const passages = passagesOf(abstract);
    for (const author of authors) {
      const papers = this.byAuthor.get(author);
      if (papers) papers.push(id);
      else this.byAuthor.set(author, [id]);
    }
    // Which ones are kept back depends on their ids alone, so that a training that goes on keeps the same.
    if (abstract.length >= shortest && passages.length > 2 && random(id).stream("kept").uniform(1)[0] < this.share) {
      this.kept.push({ id, title: titleWords, passages, authors });
      return;
    }
    const numbered = { title: this.numbersOf(titleWords), passages: passages.map((words) => this.numbersOf(words)) };
    for (const number of new Set([numbered.title, ...numbered.passages].flatMap((each) => [...each])))
      this.frequencies[number]++;
    this.papers.push(numbered);
    this.words.push({ id, title: titleWords, body: passages.flat(), names: [] });
    if (this.words.length === segmentPapers) this.endSegment();
  }

  result(): Corpus {
    this.endSegment();
    const found = [...this.numbers.keys()]
      .map((term, number) => ({ term, number, papers: this.frequencies[number] }))
      .filter(({ papers }) => papers > 1)
      .sort((a, b) => b.papers - a.papers || a.number - b.number)
      .slice(0, mostTerms);
    const rows = new Int32Array(this.numbers.size).fill(-1);
    for (const [row, { number }] of found.entries()) rows[number] = row;
    const known = (numbers: Int32Array) => numbers.map((number) => rows[number]).filter((row) => row >= 0);
    const total = this.papers.length;
    return {
      terms: found.map(({ term }) => term),
      rarity: Float32Array.from(found, ({ papers }) => Math.log(1 + (total - papers + 0.5) / (papers + 0.5))),
      papers: this.papers.map(({ title, passages }) => ({ title: known(title), passages: passages.map(known) })),
      kept: this.kept,
      segments: this.segments,
      byAuthor: this.byAuthor,
    };
  }

  private endSegment(): void {
    if (this.words.length > 0) this.segments.push(new Segment(encodeSegment(this.words)));
    this.words = [];
  }

  private numbersOf(words: readonly string[]): Int32Array {
    const numbers: number[] = [];
    for (const word of words) {
      const term = termOf(word);
      if (term === null) continue;
      let number = this.numbers.get(term);
      if (number === undefined) {
        number = this.numbers.size;
        this.numbers.set(term, number);
        this.frequencies.push(0);
      }
      numbers.push(number);
    }
    return Int32Array.from(numbers);
  }
}

/** The words of a text, sentence by sentence. */
function passagesOf(text: string): string[][] {
  return [...sentencesIn(text)].flatMap((sentence) => {
    const words = wordsIn(sentence);
    const terms = words.reduce((sum, word) => sum + Number(termOf(word) !== null), 0);
    if (terms === 0) return [];
    const parts = terms > longestPassage ? Math.ceil((1.5 * terms) / longestPassage) : 1;
    const size = Math.ceil(words.length / parts);
    return Array.from({ length: Math.ceil(words.length / size) }, (_, part) =>
      words.slice(part * size, (part + 1) * size),
    );
  });
}
