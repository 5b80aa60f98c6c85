/** The segments of a store as one index: which paper is where, how many there are, how long they are, how rare a term is. */
import type { PaperTerms, Segment } from "./segment.ts";

export class Segments {
  readonly all: Segment[] = [];
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
    this.all.push(segment);
    this.rarities.clear();
    for (const [paper, id] of segment.ids.entries()) {
      const older = this.places.get(id);
      if (older) {
        older.segment.replace(older.paper);
        this.titles -= older.segment.titleLengths[older.paper];
        this.bodies -= older.segment.bodyLengths[older.paper];
      }
      this.places.set(id, { segment, paper });
      this.titles += segment.titleLengths[paper];
      this.bodies += segment.bodyLengths[paper];
    }
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
      if (number !== undefined) papers += segment.having[number];
    }
    return Math.min(papers, this.papers);
  }

  /** How much a term tells: the logarithm of its rarity, never below 0. */
  rarity(term: string): number {
    let rarity = this.rarities.get(term);
    if (rarity === undefined) {
      const having = this.papersWith(term);
      rarity = Math.log(1 + (this.papers - having + 0.5) / (having + 0.5));
      this.rarities.set(term, rarity);
    }
    return rarity;
  }
}
