/** Search by meaning as the ranker knows it, whichever model stands behind it. */
import type { ParsedQuery } from "../query.ts";
import type { Scored } from "../rank/bm25.ts";

export interface Asked {
  /** As it was typed. */
  readonly text: string;
  readonly query: ParsedQuery;
}

export interface MeaningOptions {
  /** Only these papers; null: all. */
  readonly allowed: ReadonlySet<number> | null;
  readonly limit: number;
}

export interface Meaning {
  /** Papers near to what was asked, best first; null where the model does not know a word of it. */
  nearest(asked: Asked, options: MeaningOptions): Promise<Scored[] | null>;
  /** Those that words found and those that are near, as one order, best first; null as above. */
  fused(asked: Asked, words: readonly Scored[], options: MeaningOptions): Promise<Scored[] | null>;
  /** The same for what is like a paper; null where it has no vector. */
  related(paper: number, words: readonly Scored[], limit: number): Promise<Scored[] | null>;
}
