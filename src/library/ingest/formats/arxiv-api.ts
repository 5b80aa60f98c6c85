/** The arXiv API's Atom answers (export.arxiv.org/api/query): manual at info.arxiv.org/help/api, and what it really sends. */
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { arxivId, arxivVersion } from "../draft/identity.ts";
import { Records } from "../draft/record.ts";
import { childOf, childrenOf, childText, excerptOf, readXml, textOf, type Element } from "../wire/xml.ts";

export const ATOM = "http://www.w3.org/2005/Atom";
export const ARXIV = "http://arxiv.org/schemas/atom";
const OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/";

export interface ArxivApiPage extends Parsed {
  /** How many papers the query has in all; null when the answer does not say. */
  readonly total: number | null;
  /** How many entries this page has, rejected ones included: `itemsPerPage` only echoes what was asked for. */
  readonly entries: number;
}

/** Reads one page. A malformed id or query is answered with one entry called "Error": that is a failure, not a paper. */
export function parseArxivApi(text: string, context: ParseContext): ArxivApiPage {
  const records = new Records("arxiv", context);
  const { root, broken, failure } = readXml(text, "entry");
  if (failure !== null) records.fail(failure, text);
  for (const { at, reason, text: excerpt } of broken) records.reject(at, reason, excerpt);
  if (root === null) return { ...records.result(), total: null, entries: broken.length };
  if (failure === null && (root.name !== "feed" || root.namespace !== ATOM)) {
    records.fail(`not an Atom feed: its root is <${root.name}>`, text);
    return { ...records.result(), total: null, entries: 0 };
  }

  const entries = childrenOf(root, ATOM, "entry");
  for (const [index, entry] of entries.entries()) {
    const refusal = refusalOf(entry);
    if (refusal === null) addEntry(records, `entry ${index + 1}`, entry);
    else records.fail(`arXiv refused the query: ${refusal}`, excerptOf(entry));
  }
  const total = Number(childText(root, OPENSEARCH, "totalResults") ?? Number.NaN);
  return {
    ...records.result(),
    total: Number.isSafeInteger(total) && total >= 0 ? total : null,
    entries: entries.length + broken.length,
  };
}

function refusalOf(entry: Element): string | null {
  const isError = /\/api\/errors\b/.test(childText(entry, ATOM, "id") ?? "");
  return isError ? (childText(entry, ATOM, "summary") ?? "no reason given") : null;
}

function addEntry(records: Records, at: string, entry: Element): void {
  const id = childText(entry, ATOM, "id");
  const arxiv = arxivId(id);
  if (arxiv === null)
    return records.reject(at, `no arXiv id in ${JSON.stringify(id?.slice(0, 100) ?? null)}`, excerptOf(entry));
  const doiLink = childrenOf(entry, ATOM, "link").find(({ attributes }) => attributes.title === "doi");
  const primary = childOf(entry, ARXIV, "primary_category")?.attributes.term;
  const all = childrenOf(entry, ATOM, "category").map(({ attributes }) => attributes.term ?? "");

  records.add(
    at,
    {
      sourceId: arxiv,
      title: oneLine(childText(entry, ATOM, "title")),
      abstract: unwrapped(childText(entry, ATOM, "summary")),
      authors: childrenOf(entry, ATOM, "author").map((author) => ({
        name: childText(author, ATOM, "name") ?? "",
        affiliations: childrenOf(author, ARXIV, "affiliation").map((affiliation) => textOf(affiliation) ?? ""),
      })),
      published: [childText(entry, ATOM, "published")],
      arxiv: [arxiv],
      arxivVersion: arxivVersion(id),
      doi: [childText(entry, ARXIV, "doi"), doiLink?.attributes.href],
      url: [`https://arxiv.org/abs/${arxiv}`],
      categories: primary ? [primary, ...all] : all,
    },
    () => excerptOf(entry),
  );
}

/** A title without its hard line breaks. */
export const oneLine = (text: string | null): string | null => text && text.replace(/\s+/g, " ").trim();

/** An abstract's paragraphs: arXiv breaks lines hard, and begins a paragraph with two spaces. */
export function unwrapped(text: string | null): string | null {
  if (text === null) return null;
  return text
    .trim()
    .split(/\n\s*\n|\n {2,}(?=\S)/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " "))
    .join("\n\n");
}
