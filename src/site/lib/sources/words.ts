/** How sources, and how their states, are called. */
import type { SourceRunState } from "#library/sources/source";

const words: Readonly<Record<SourceRunState | "off", string>> = {
  fresh: "Up to date",
  unchanged: "Up to date",
  done: "Done",
  running: "Running",
  weekend: "Weekend",
  holiday: "Holiday",
  "not-yet": "Not yet",
  late: "Late",
  stale: "Stale",
  shrunken: "Shrunken",
  "rate-limited": "Asked to wait",
  failed: "Failed",
  off: "Off",
};

/** By adapter, as it stands in a sentence: "38 papers from ...". */
const titles: Readonly<Record<string, string>> = {
  arxiv: "arXiv",
  "arxiv-feed": "arXiv's announcements",
  "arxiv-oai": "arXiv's archive",
  "hf-daily": "Hugging Face Daily Papers",
  "list-page": "an imported Daily Papers page",
  "semantic-scholar": "Semantic Scholar",
  openalex: "OpenAlex",
  crossref: "Crossref",
  bibtex: "an imported BibTeX file",
  ris: "an imported RIS file",
  "csl-json": "an imported CSL-JSON file",
  jsonl: "an imported JSON Lines file",
  reader: "readers' submissions",
  "web-page": "readers' submissions",
};

export const sourceTitle = (source: string): string => titles[source] ?? source;

export const stateWord = (state: SourceRunState | "off"): string => words[state];
