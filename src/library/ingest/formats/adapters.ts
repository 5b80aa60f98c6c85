/** Every adapter by name, and which one a file is for. */
import { parseArxivApi } from "./arxiv-api.ts";
import { parseArxivFeed } from "./arxiv-feed.ts";
import { parseArxivOai } from "./arxiv-oai.ts";
import { parseBibtex } from "./bibtex.ts";
import { parseCrossref } from "./crossref.ts";
import { parseCslJson } from "./csl-json.ts";
import type { Parse, Parsed } from "../draft/draft.ts";
import { parseHfDaily } from "./hf-daily.ts";
import { parseJsonl } from "./jsonl.ts";
import { isHtml, parseListPageHtml } from "./list-page-html.ts";
import { parseListPage, type ListPage } from "./list-page.ts";
import { parseOpenAlex } from "./openalex.ts";
import { parseRis } from "./ris.ts";
import { parseSemanticScholar } from "./semantic-scholar.ts";

export interface Adapter {
  /** For people: "BibTeX". */
  readonly title: string;
  /** The drafts' `source`. */
  readonly source: string;
  readonly parse: Parse;
}

/** By the name a command takes. */
export const adapters = {
  "arxiv-api": { title: "arXiv API (Atom)", source: "arxiv", parse: parseArxivApi },
  "arxiv-feed": { title: "arXiv daily feed (RSS, Atom)", source: "arxiv-feed", parse: parseArxivFeed },
  "arxiv-oai": { title: "arXiv OAI-PMH", source: "arxiv-oai", parse: parseArxivOai },
  "hf-daily": { title: "Hugging Face daily papers (JSON)", source: "hf-daily", parse: parseHfDaily },
  "list-page": { title: "Daily Papers list page (text or HTML)", source: "list-page", parse: parseListPageOf },
  "semantic-scholar": { title: "Semantic Scholar (JSON)", source: "semantic-scholar", parse: parseSemanticScholar },
  openalex: { title: "OpenAlex (JSON)", source: "openalex", parse: parseOpenAlex },
  crossref: { title: "Crossref (JSON)", source: "crossref", parse: parseCrossref },
  bibtex: { title: "BibTeX", source: "bibtex", parse: parseBibtex },
  ris: { title: "RIS", source: "ris", parse: parseRis },
  "csl-json": { title: "CSL-JSON", source: "csl-json", parse: parseCslJson },
  jsonl: { title: "JSON Lines", source: "jsonl", parse: parseJsonl },
} satisfies Record<string, Adapter>;

export type AdapterName = keyof typeof adapters;

function parseListPageOf(...[text, context]: Parameters<Parse>): ReturnType<Parse> {
  return isHtml(text) ? parseListPageHtml(text, context) : parseListPage(text, context);
}

/** The day of the answer: a page's own where it has one, else the day on which it is read. */
export const answeredOn = (parsed: Parsed, asOf: string): string => (parsed as Partial<ListPage>).pageDate ?? asOf;

const BY_EXTENSION: Record<string, AdapterName> = {
  bib: "bibtex",
  bibtex: "bibtex",
  ris: "ris",
  jsonl: "jsonl",
  ndjson: "jsonl",
  html: "list-page",
  htm: "list-page",
};

/** Which adapter a file is for, by its name's extension, else by how it begins; null when neither tells. */
export function adapterFor(fileName: string, text: string): AdapterName | null {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1].toLowerCase() ?? "";
  if (Object.hasOwn(BY_EXTENSION, extension)) return BY_EXTENSION[extension];
  const head = text
    .slice(0, 20_000)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (head.startsWith("<")) return xmlAdapter(head);
  if (/^[[{]/.test(head)) return jsonAdapter(head);
  if (/^TY {1,2}-/m.test(head)) return "ris";
  if (/^\s*@[a-z]+\s*[{(]/im.test(head)) return "bibtex";
  return /^\s*[·•]\s*$/m.test(head) ? "list-page" : null;
}

function xmlAdapter(head: string): AdapterName | null {
  if (isHtml(head)) return "list-page";
  if (/<OAI-PMH[\s>]/.test(head)) return "arxiv-oai";
  if (/<rss[\s>]/.test(head) || /announce_type|oai:arXiv\.org/.test(head)) return "arxiv-feed";
  return /<(?:\w+:)?feed[\s>]/.test(head) ? "arxiv-api" : null;
}

function jsonAdapter(head: string): AdapterName | null {
  if (/"abstract_inverted_index"|"https:\/\/openalex\.org\//.test(head)) return "openalex";
  if (/"message-type"|"DOI"[\s\S]*"indexed"|"indexed"[\s\S]*"DOI"/.test(head)) return "crossref";
  if (/"paperId"/.test(head)) return "semantic-scholar";
  if (/"submittedOnDailyAt"|"upvotes"/.test(head)) return "hf-daily";
  if (/^\[/.test(head) || /"(?:issued|author)"\s*:/.test(head)) return "csl-json";
  return "jsonl";
}
