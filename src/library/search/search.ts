/** What the rest of papertape asks of search: one interface, plain data in and out. */
import type { PaperSummary } from "../catalogue.ts";
import type { Verdict } from "#lab/kit/index";

export interface Search {
  /** Any text is a query; an empty one with filters lists what they leave, newest first. */
  find(request: SearchRequest): Promise<SearchAnswer>;
  /** Papers nearest to one, best first, without it; empty where there is no such paper. */
  related(slug: string, limit?: number): Promise<PaperSummary[]>;
  /** Reads the index and the model, which the first search would otherwise wait for: seconds on a large store. */
  warm(): Promise<void>;
  /** What search can do here, for the settings and status pages. */
  status(): Promise<SearchStatus>;
  /**
   * Gives papers their vectors, those first that have waited longest.
   * @returns how many; 0 where all have one, and where there is no model.
   */
  embed(options?: { readonly max?: number; readonly signal?: AbortSignal }): Promise<number>;
}

export interface SearchRequest {
  readonly text: string;
  readonly filters?: SearchFilters;
  /** Results to skip; default 0. */
  readonly offset?: number;
  /** Results to return, at most 100; default 20. */
  readonly limit?: number;
  /** Whether to count the facets; default false. */
  readonly facets?: boolean;
}

export interface SearchFilters {
  /** First and last day of publication, YYYY-MM-DD. */
  readonly from?: string;
  readonly to?: string;
  /** A name as it is spelled in the store; accents and case do not matter. */
  readonly author?: string;
  /** Slug. */
  readonly topic?: string;
  /** Adapter name, as in `listings`. */
  readonly source?: string;
  readonly experiment?: boolean;
  /** At least one claim has it. */
  readonly verdict?: Verdict;
}

/** First and one past the last character. */
export type Range = readonly [start: number, end: number];

export interface SearchHit {
  readonly paper: PaperSummary;
  /** Where the title has words of the query; never inside a formula. */
  readonly titleMarks: readonly Range[];
  /** The part of the summary or the abstract that answers best; null where there is neither. */
  readonly excerpt: { readonly text: string; readonly marks: readonly Range[] } | null;
}

export interface Facet {
  readonly value: string;
  /** As shown. */
  readonly name: string;
  readonly count: number;
}

export interface Facets {
  /** Largest first, except years, which are newest first. */
  readonly years: readonly Facet[];
  readonly topics: readonly Facet[];
  readonly authors: readonly Facet[];
  readonly sources: readonly Facet[];
  readonly verdicts: readonly Facet[];
  readonly experiments: number;
  /** Over how many of the best results they were counted; all of them where it is the answer's total. */
  readonly counted: number;
}

export interface SearchAnswer {
  readonly text: string;
  /** Results with at least one of the words, after the filters. */
  readonly total: number;
  readonly hits: readonly SearchHit[];
  readonly facets: Facets | null;
  /** "bm25": by words; "fused": by words and meaning; "newest": no word to search for. */
  readonly ranking: "bm25" | "fused" | "newest";
  /** The query whose results these are, where nothing matched what was typed. */
  readonly corrected: string | null;
  /** A spelling that may have been meant; the results are those of what was typed. */
  readonly suggestion: string | null;
}

export interface SearchStatus {
  /** Papers that can be found. */
  readonly papers: number;
  /** Whether mistyped words find their neighbours (pg_trgm). */
  readonly typos: boolean;
  readonly vectors: VectorStatus;
}

export type VectorStatus =
  | { readonly state: "on"; readonly model: string; readonly embedded: number }
  /** Why there is no search by meaning, as a sentence. */
  | { readonly state: "off"; readonly reason: string };
