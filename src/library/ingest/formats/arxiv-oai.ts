/** arXiv's OAI-PMH answers (oaipmh.arxiv.org/oai) in the prefixes arXiv, arXivRaw and oai_dc. */
import { oneLine, unwrapped } from "./arxiv-api.ts";
import { readDate } from "../draft/dates.ts";
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { arxivId, arxivMonth } from "../draft/identity.ts";
import { joinName, readingOrder, splitAuthors } from "../draft/names.ts";
import { Records, type Fields } from "../draft/record.ts";
import { childOf, childrenOf, childText, excerptOf, readXml, textOf, type Element } from "../wire/xml.ts";

const OAI = "http://www.openarchives.org/OAI/2.0/";
const ARXIV = "http://arxiv.org/OAI/arXiv/";
const RAW = "http://arxiv.org/OAI/arXivRaw/";
const OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/";
const DC = "http://purl.org/dc/elements/1.1/";

export interface OaiPage extends Parsed {
  /** Ask for the next page with this; null on the last one. Tokens expire within a day. */
  readonly resumptionToken: string | null;
  /** When the answer was made, ISO 8601: the next harvest's `from`. */
  readonly responseDate: string | null;
  /** arXiv ids of records that were deleted. */
  readonly deleted: readonly string[];
  /** The token sent has expired: the harvest has to begin again at its `from`. */
  readonly expired: boolean;
}

/** Reads ListRecords or GetRecord. No matching records is an empty page; any other OAI error is a failure. */
export function parseArxivOai(text: string, context: ParseContext): OaiPage {
  const records = new Records("arxiv-oai", context);
  const { root, broken, failure } = readXml(text, "record");
  if (failure !== null) records.fail(failure, text);
  for (const { at, reason, text: excerpt } of broken) records.reject(at, reason, excerpt);
  const page = { resumptionToken: null, responseDate: null, deleted: [] as string[], expired: false };
  if (root === null) return { ...records.result(), ...page };
  if (failure === null && (root.name !== "OAI-PMH" || root.namespace !== OAI)) {
    records.fail(`not an OAI-PMH answer: its root is <${root.name}>`, text);
    return { ...records.result(), ...page };
  }

  const error = childOf(root, OAI, "error");
  const code = error?.attributes.code ?? "";
  if (error && code !== "noRecordsMatch")
    records.fail(`${code}: ${textOf(error) ?? "no reason given"}`, excerptOf(error));

  const list = childOf(root, OAI, "ListRecords") ?? childOf(root, OAI, "GetRecord") ?? root;
  for (const [index, record] of childrenOf(list, OAI, "record").entries()) {
    addRecord(records, page.deleted, `record ${index + 1}`, record);
  }
  return {
    ...records.result(),
    deleted: page.deleted,
    resumptionToken: childText(list, OAI, "resumptionToken"),
    responseDate: childText(root, OAI, "responseDate"),
    expired: code === "badResumptionToken",
  };
}

function addRecord(records: Records, deleted: string[], at: string, record: Element): void {
  const header = childOf(record, OAI, "header");
  const named = header && childText(header, OAI, "identifier");
  const arxiv = arxivId(named);
  if (arxiv === null)
    return records.reject(at, `no arXiv id in ${JSON.stringify(named?.slice(0, 100) ?? null)}`, excerptOf(record));
  if (header?.attributes.status === "deleted") return void deleted.push(arxiv);

  const metadata = childOf(record, OAI, "metadata");
  const fields = metadata && (split(metadata, arxiv) ?? raw(metadata) ?? dublinCore(metadata));
  if (!fields)
    return records.reject(at, "its metadata is in none of the forms arXiv, arXivRaw, oai_dc", excerptOf(record));
  records.add(at, { ...fields, sourceId: arxiv, arxiv: [arxiv], url: [`https://arxiv.org/abs/${arxiv}`] }, () =>
    excerptOf(record),
  );
}

/** Prefix arXiv: names in parts. */
function split(metadata: Element, id: string): Fields | null {
  const paper = childOf(metadata, ARXIV, "arXiv");
  if (paper === null) return null;
  const text = (name: string): string | null => childText(paper, ARXIV, name);
  const authors = childOf(paper, ARXIV, "authors");
  return {
    title: oneLine(text("title")),
    abstract: unwrapped(text("abstract")),
    authors: (authors ? childrenOf(authors, ARXIV, "author") : []).map((author) => ({
      name:
        joinName({
          given: childText(author, ARXIV, "forenames"),
          family: childText(author, ARXIV, "keyname"),
          suffix: childText(author, ARXIV, "suffix"),
        }) ?? "",
      affiliations: childrenOf(author, ARXIV, "affiliation").map((affiliation) => textOf(affiliation) ?? ""),
    })),
    published: [firstVersion(text("created"), id)],
    doi: dois(text("doi")),
    categories: (text("categories") ?? "").split(/\s+/),
  };
}

/**
 * The live service has been seen to put the newest version's day into `created`. A paper is announced under the month
 * of its id after it was submitted, so a later day cannot be the first version's.
 */
function firstVersion(created: string | null, id: string): string | null {
  const day = created === null ? null : readDate(created);
  return day !== null && day.slice(0, 7) > arxivMonth(id) ? null : created;
}

/** Prefix arXivRaw: the whole history of versions, authors in one string. */
function raw(metadata: Element): Fields | null {
  const paper = childOf(metadata, RAW, "arXivRaw");
  if (paper === null) return null;
  const text = (name: string): string | null => childText(paper, RAW, name);
  const versions = childrenOf(paper, RAW, "version");
  const first = versions.find(({ attributes }) => attributes.version === "v1");
  const numbers = versions.map(({ attributes }) => Number(/^v(\d{1,3})$/.exec(attributes.version ?? "")?.[1] ?? 0));
  return {
    title: oneLine(text("title")),
    abstract: unwrapped(text("abstract")),
    authors: splitAuthors(text("authors") ?? ""),
    published: [first ? childText(first, RAW, "date") : null],
    arxivVersion: Math.max(0, ...numbers),
    doi: dois(text("doi")),
    categories: (text("categories") ?? "").split(/\s+/),
  };
}

/** Prefix oai_dc: the abstract is the first description, the first version's day the earliest date. */
function dublinCore(metadata: Element): Fields | null {
  const paper = childOf(metadata, OAI_DC, "dc");
  if (paper === null) return null;
  const all = (name: string): string[] => childrenOf(paper, DC, name).flatMap((element) => textOf(element) ?? []);
  return {
    title: oneLine(all("title")[0] ?? null),
    // A later description is a comment ("12 pages").
    abstract: unwrapped(all("description")[0] ?? null),
    authors: all("creator").map((name) => ({ name: readingOrder(name) })),
    published: all("date").sort(),
    doi: all("identifier"),
  };
}

/** Several DOIs can stand in one element. */
const dois = (text: string | null): string[] => (text ?? "").split(/\s+/).slice(0, 8);
