/** What a source says of a paper, for tests: nothing but a title unless a test needs more. */
import type { PaperDraft } from "../ingest/draft/draft.ts";

export const draftOf = (fields: Partial<PaperDraft> = {}): PaperDraft => ({
  source: "test",
  sourceId: null,
  title: "A Draft",
  abstract: null,
  authors: [],
  authorCount: null,
  organization: null,
  published: null,
  listed: null,
  arxiv: null,
  doi: null,
  url: null,
  categories: [],
  votes: null,
  comments: null,
  ...fields,
});
