/** What a source is asked for when it is followed: the words of a form, and the request of a day made of them. */
import { LibraryError } from "../errors.ts";
import type { ServiceName, ServiceRequests } from "../ingest/services/services.ts";

/** What is stored: besides the day, which is the calendar's. */
export type StoredRequest = Readonly<Record<string, string>>;

export interface RequestField {
  readonly name: string;
  /** For a label. */
  readonly label: string;
  readonly example: string;
  readonly needed: boolean;
}

const search: RequestField = {
  name: "search",
  label: "Words to search for",
  example: "normalization transformer",
  needed: true,
};

/** What a form asks for, by source. */
export const requestFields: { readonly [Name in ServiceName]: readonly RequestField[] } = {
  "hf-daily": [],
  "arxiv-feed": [{ name: "categories", label: "Categories", example: "cs.LG cs.CL", needed: true }],
  "arxiv-oai": [{ name: "set", label: "Set", example: "cs:cs:LG", needed: true }],
  "arxiv-search": [
    { name: "query", label: "Query, in arXiv's language", example: "cat:cs.LG AND ti:normalization", needed: true },
  ],
  "arxiv-ids": [{ name: "ids", label: "arXiv ids", example: "1607.06450 1910.07467", needed: true }],
  "semantic-scholar": [search],
  openalex: [search],
  crossref: [search],
};

/** @throws LibraryError INVALID_SOURCE for a word that the source needs and does not have. */
export function requestOf(source: ServiceName, words: Readonly<Record<string, string>>): StoredRequest {
  const request: Record<string, string> = {};
  for (const { name, label, example, needed } of requestFields[source]) {
    const word = (words[name] ?? "").trim().slice(0, 2_000);
    if (word !== "") request[name] = word;
    else if (needed) throw new LibraryError("INVALID_SOURCE", `${source} needs “${label}”, for example: ${example}`);
  }
  return request;
}

/** The request for the list of a day. @param since the day from which changes are missing, for sources that are asked for changes. */
export function requestFor(
  source: ServiceName,
  stored: StoredRequest,
  { day, since }: { readonly day: string; readonly since: string },
): ServiceRequests[ServiceName] {
  const list = (name: string): string[] => (stored[name] ?? "").split(/[\s,]+/).filter(Boolean);
  switch (source) {
    case "hf-daily":
      return { date: day };
    case "arxiv-feed":
      return { categories: list("categories") };
    case "arxiv-oai":
      return { from: since, set: stored.set };
    case "arxiv-search":
      return { query: stored.query ?? "", max: 1_000 };
    case "arxiv-ids":
      return { ids: list("ids") };
    default:
      return { search: stored.search, max: 500 };
  }
}
