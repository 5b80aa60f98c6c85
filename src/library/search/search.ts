/** What the rest of papertape asks of search: one interface, plain data in and out. */
import type { PaperSummary } from "../catalogue.ts";
import type { Verdict } from "#lab/kit/index";
import type { Learning, LearnRequest } from "./meaning/learner.ts";

export interface Search {
  /** Any text is a query; one that leaves filters and no words lists what they leave, newest first. */
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
  /**
   * Trains the library's own encoder for search by meaning where that is due, or now; it is used if it helps.
   * @returns null where it is not due, or a model is named in its place.
   * @throws LibraryError TOO_FEW_ABSTRACTS; the signal's reason.
   */
  learn(request?: LearnRequest): Promise<Learning | null>;
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
  /** Default: what the text asks for, else "best". */
  readonly order?: SearchOrder;
  /** YYYY-MM-DD, from which "this week" in the text is counted. Default: today, in UTC. */
  readonly today?: string;
  /** Whether filters that the text asks for may be dropped where nothing passes them all; default true. */
  readonly relax?: boolean;
}

/** "best": by words and meaning; without words the newest. Another order sorts the best 300, and without words everything. */
export type SearchOrder = "best" | "newest" | "oldest" | "comments" | "votes";
export const searchOrders: readonly SearchOrder[] = ["best", "newest", "oldest", "comments", "votes"];

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
  /** An entity that the abstract mentions: dictionary and concept, "wordnet:n123". */
  readonly entity?: string;
  readonly experiment?: boolean;
  /** At least one claim has it. */
  readonly verdict?: Verdict;
  /** Whether the authors' code is known. */
  readonly code?: boolean;
  /** Whether at least one claim matches or holds. */
  readonly reproduced?: boolean;
  /** Without version. */
  readonly arxiv?: string;
  /** All of them: whole names, or their last words. */
  readonly authors?: readonly string[];
  /** All of them: slugs, in whatever case. */
  readonly topics?: readonly string[];
  /** Words and quoted phrases: papers with any of them are left out. */
  readonly without?: string;
}

/** A part of a text that was not searched for but narrows or orders the results. */
export interface QueryChip {
  /** As they were typed. */
  readonly words: string;
  /** What they ask for. */
  readonly says: string;
  /** The text without them. */
  readonly without: string;
  /** The text in which they are searched for. */
  readonly asWords: string;
}

/** What was read from a text. */
export interface QueryReading {
  /** The same search in its standard wording: `layer norm published>=2024-01-01 sort:comments`. */
  readonly normal: string;
  readonly chips: readonly QueryChip[];
  /** Those of the chips that were left out, one by one, because nothing passes them with the others. */
  readonly relaxed: readonly QueryChip[];
  /** Orders that were asked for and are not known; their words are searched for. */
  readonly notices: readonly string[];
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
  /** What abstracts mention, of the dictionaries that are loaded. */
  readonly entities: readonly Facet[];
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
  readonly order: SearchOrder;
  readonly read: QueryReading;
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
  | {
      readonly state: "on";
      /** Its name, or what it is. */
      readonly model: string;
      /** Papers that have a vector. */
      readonly embedded: number;
      /** How much better the answers are than by words alone, where that was judged: "+0.012 nDCG@10 (95 % interval ...)". */
      readonly judged: string | null;
    }
  /** Why there is no search by meaning, as a sentence. */
  | { readonly state: "off"; readonly reason: string };
