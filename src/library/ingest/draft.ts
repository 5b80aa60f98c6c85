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
  /** As the source wrote it; clean-up happens once, in the store. */
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
  /** arXiv id without version. */
  readonly arxiv: string | null;
  /** Lower-case, without a resolver's address. */
  readonly doi: string | null;
  readonly url: string | null;
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

export interface Parsed {
  readonly drafts: readonly PaperDraft[];
  readonly rejected: readonly Rejection[];
}
