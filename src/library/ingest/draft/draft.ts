/** A paper as a source describes it, before the catalogue decides which paper it is. Every adapter makes these and nothing else. */

export interface DraftAuthor {
  readonly name: string;
  readonly affiliations?: readonly string[];
}

export interface PaperDraft {
  /** Adapter name: "list-page", "arxiv", "openalex", ... */
  readonly source: string;
  /** The source's own id of this record, for reports. */
  readonly sourceId: string | null;
  /** As the source wrote it, out of its transport (entities, hard line breaks); clean-up happens once, in the store. */
  readonly title: string;
  readonly abstract: string | null;
  /** Empty when the source only gives a count, or nothing. */
  readonly authors: readonly DraftAuthor[];
  /** May exceed `authors.length` where a source truncates its list. */
  readonly authorCount: number | null;
  readonly organization: string | null;
  /** Day of first publication, YYYY-MM-DD; a month or a year alone is YYYY-MM or YYYY. */
  readonly published: string | null;
  /** Day on which the source listed it, YYYY-MM-DD. */
  readonly listed: string | null;
  /** Its place on the list of that day, from 0; only where the source is a page in an order of its own. */
  readonly position?: number | null;
  /** arXiv id without version. */
  readonly arxiv: string | null;
  /** The newest version of it on arXiv that the record names. */
  readonly arxivVersion?: number | null;
  /** The record announces that version: it is new, and not only known. */
  readonly announcesVersion?: boolean;
  /** Lower-case, without a resolver's address. */
  readonly doi: string | null;
  /** DOIs of other forms of the same paper that the source names: a preprint's article, an article's preprint. */
  readonly versions?: readonly string[];
  readonly url: string | null;
  /** Journal, book or conference it appeared in, as the source writes it; an archive of preprints is none. */
  readonly venue?: string | null;
  /** Where the authors' code lives, when the source says so. */
  readonly code?: string | null;
  /** arXiv subject classes ("cs.LG"), the primary one first; other vocabularies are not mixed in. */
  readonly categories: readonly string[];
  readonly votes: number | null;
  readonly comments: number | null;
}

/** A record that could not become a draft; kept for inspection, and never a reason to stop the batch. */
export interface Rejection {
  /** Where in the source: "line 12", "entry 3", an id. */
  readonly at: string;
  readonly reason: string;
  /** The record's text, cut to 2,000 characters. */
  readonly excerpt: string;
}

/** Something in an accepted record that could not be used: the paper is in, that part of it is not. */
export interface Warning {
  readonly at: string;
  readonly reason: string;
}

export interface Parsed {
  readonly drafts: readonly PaperDraft[];
  readonly rejected: readonly Rejection[];
  readonly warnings?: readonly Warning[];
  /**
   * Set when the document as a whole is not what was asked for, or is only a part of it: an error page, a refusal by
   * the service, half a file. Drafts are then what could be saved, and never the full list.
   */
  readonly failure?: string;
}

/** What every adapter has to know besides the text. */
export interface ParseContext {
  /** Today, YYYY-MM-DD: dates after tomorrow are not believed. */
  readonly asOf: string;
}

/** An adapter: pure, and never throws, whatever the text is. */
export type Parse = (text: string, context: ParseContext) => Parsed;
