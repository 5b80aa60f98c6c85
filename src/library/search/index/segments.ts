/** The segments of a store as one index: which paper is where, how many there are, how long they are, how rare a term is. */
import { stopWords } from "../analysis/stop-words.ts";
import { termOf } from "../analysis/terms.ts";
import { eachWithPhrase, exactly } from "./phrases.ts";
import { Segment, type PaperTerms } from "./segment.ts";
import { mergeSegments } from "./write-segment.ts";

/** So many segments of fewer papers than this become one. */
const merging = { segments: 24, papers: 4_000 };

export class Segments {
  all: readonly Segment[] = [];
  /** The newest place of each paper. */
  private readonly places = new Map<number, { readonly segment: Segment; readonly paper: number }>();
  /** As long as no segment comes. */
  private readonly rarities = new Map<string, number>();
  private titles = 0;
  private bodies = 0;

  /** Papers in the index. */
  get papers(): number {
    return this.places.size;
  }

  /** Terms of a title, on average. */
  get titleLength(): number {
    return this.papers === 0 ? 1 : this.titles / this.papers;
  }

  get bodyLength(): number {
    return this.papers === 0 ? 1 : this.bodies / this.papers;
  }

  /** Adds what is newer than everything so far. */
  add(segment: Segment): void {
    this.all = [...this.all, segment];
    this.rarities.clear();
    for (const [paper, id] of segment.ids.entries()) {
      const older = this.places.get(id);
      if (older) {
        older.segment.replace(older.paper);
        this.titles -= older.segment.titleLengths[older.paper];
        this.bodies -= older.segment.bodyLengths[older.paper];
      }
      // What has no words is a paper that is gone.
      if (segment.isEmpty(paper)) this.places.delete(id);
      else this.places.set(id, { segment, paper });
      this.titles += segment.titleLengths[paper];
      this.bodies += segment.bodyLengths[paper];
    }
  }

  /** Makes one segment of many small ones, which every search would look into. */
  compact(): void {
    const small = this.all.filter(({ ids }) => ids.length < merging.papers);
    if (small.length < merging.segments) return;
    const segment = new Segment(mergeSegments(small));
    for (const [paper, id] of segment.ids.entries())
      if (!segment.isEmpty(paper)) this.places.set(id, { segment, paper });
    this.all = [...this.all.filter((other) => !small.includes(other)), segment];
  }

  /** What a paper says; null: it is not in the index. */
  paperTerms(id: number): PaperTerms | null {
    const place = this.places.get(id);
    return place ? place.segment.paperTerms(place.paper) : null;
  }

  /** Papers that have a term; replaced ones are still counted, which moves a weight by less than a percent. */
  papersWith(term: string): number {
    let papers = 0;
    for (const segment of this.all) {
      const number = segment.numberOf(term);
      if (number !== undefined) papers += segment.documentFrequency[number];
    }
    return Math.min(papers, this.papers);
  }

  /** How much a term tells: the logarithm of its rarity, never below 0. */
  idf(term: string): number {
    let idf = this.rarities.get(term);
    if (idf === undefined) {
      idf = this.idfOf(this.papersWith(term));
      this.rarities.set(term, idf);
    }
    return idf;
  }

  /** The same of what so many papers have. */
  idfOf(papers: number): number {
    const documentFrequency = Math.min(papers, this.papers);
    return Math.log(1 + (this.papers - documentFrequency + 0.5) / (documentFrequency + 0.5));
  }

  /** Terms with this in them. */
  termsWith(text: string): Set<string> {
    return new Set(this.all.flatMap(({ names }) => names.filter((name) => name.includes(text))));
  }

  /** Ids of the papers that have a term. */
  papersWithTerm(term: string): Set<number> {
    const found = new Set<number>();
    for (const segment of this.all) {
      const number = segment.numberOf(term);
      if (number !== undefined)
        segment.each(number, (paper) => {
          if (segment.replaced?.[paper] !== 1) found.add(segment.ids[paper]);
        });
    }
    return found;
  }

  /** Ids of the papers in which the words stand side by side as they are written. */
  papersWithPhrase(words: readonly string[]): Set<number> {
    const phrase = words.map(exactly);
    const terms = words.flatMap((word) => (stopWords.has(word.toLowerCase()) ? [] : [termOf(word)!]));
    const found = new Set<number>();
    for (const segment of this.all)
      eachWithPhrase(segment, phrase, terms, (paper) => {
        if (segment.replaced?.[paper] !== 1) found.add(segment.ids[paper]);
      });
    return found;
  }
}
