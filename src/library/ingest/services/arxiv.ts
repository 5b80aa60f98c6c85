/** arXiv: searches and ids through the API, today's announcements through the feeds, everything through OAI-PMH. */
import { parseArxivApi, type ArxivApiPage } from "../formats/arxiv-api.ts";
import { parseArxivFeed } from "../formats/arxiv-feed.ts";
import { parseArxivOai } from "../formats/arxiv-oai.ts";
import type { Rejection } from "../draft/draft.ts";
import type { Validators } from "../fetch/client.ts";
import { FetchError } from "../fetch/errors.ts";
import { arxivId } from "../draft/identity.ts";
import { batchOf, chunks, get, offsetOf, ServiceRequestError, type Access, type Batch } from "./batch.ts";

const API = "https://export.arxiv.org/api/query";
const FEEDS = "https://rss.arxiv.org";
const OAI = "https://oaipmh.arxiv.org/oai";

/** Papers a page: the API allows 2,000 and answers them slowly. */
const PAGE = 500;
/** Later results of a query have been answered with HTTP 500; the manual's own limit is 30,000. */
const WINDOW = 10_000;
const IDS_A_PAGE = 100;
/** Pages behind the first sometimes come back empty; the next try has them. */
const EMPTY_PAGES = 3;

export interface ArxivSearch {
  /** In arXiv's own query language: "cat:cs.LG AND ti:normalization". */
  readonly query: string;
  /** At most so many papers. */
  readonly max?: number;
  readonly sortBy?: "submittedDate" | "lastUpdatedDate" | "relevance";
}

/** Newest first unless asked otherwise. */
export async function* searchArxiv(
  { query, max = PAGE, sortBy = "submittedDate" }: ArxivSearch,
  access: Access,
): AsyncGenerator<Batch> {
  if (query.trim() === "" || query.length > 2_000)
    throw new ServiceRequestError("an arXiv query has 1 to 2,000 characters");
  const end = Math.min(max, WINDOW);
  for (let start = offsetOf(access.cursor); start < end;) {
    const size = Math.min(PAGE, end - start);
    const url = apiUrl({ search_query: query, start, max_results: size, sortBy, sortOrder: "descending" });
    const page = await apiPage(url, access, (found) => found.entries > 0 || start >= (found.total ?? 0));
    const next = start + page.entries;
    const last = page.entries === 0 || next >= end || (page.total !== null && next >= page.total);
    yield batchOf(page, url, String(start), last ? null : String(next));
    if (page.failure !== undefined || last) return;
    start = next;
  }
}

/** Papers by id. An id that is none, or that arXiv does not have, is rejected by its name. */
export async function* fetchArxivIds(
  { ids }: { readonly ids: readonly string[] },
  access: Access,
): AsyncGenerator<Batch> {
  const known = [...new Set(ids.map((id) => arxivId(id)).filter((id) => id !== null))];
  let rejected: Rejection[] = ids
    .filter((id) => arxivId(id) === null)
    .map((id) => ({ at: id.slice(0, 100), reason: "not an arXiv id", excerpt: id.slice(0, 2_000) }));
  if (known.length === 0) return yield { drafts: [], rejected, url: API, cursor: null };

  const groups = chunks(known, IDS_A_PAGE);
  for (let at = offsetOf(access.cursor); at < groups.length; at++) {
    const url = apiUrl({ id_list: groups[at].join(","), max_results: groups[at].length });
    const page = await apiPage(url, access, () => true);
    const found = new Set(page.drafts.map(({ arxiv }) => arxiv));
    const missing = page.failure !== undefined ? [] : groups[at].filter((id) => !found.has(id));
    rejected = [
      ...rejected,
      ...missing.map((id) => ({ at: id, reason: "arXiv has no paper of that id", excerpt: id })),
    ];
    const next = at + 1 < groups.length ? String(at + 1) : null;
    yield batchOf({ ...page, rejected: [...rejected, ...page.rejected] }, url, String(at), next);
    if (page.failure !== undefined) return;
    rejected = [];
  }
}

function apiUrl(parameters: Record<string, string | number>): URL {
  const url = new URL(API);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  return url;
}

/** One page, asked for again while it is empty where it cannot be. */
async function apiPage(url: URL, access: Access, plausible: (page: ArxivApiPage) => boolean): Promise<ArxivApiPage> {
  for (let attempt = 1; ; attempt++) {
    const page = parseArxivApi(await apiText(url, access), access.context);
    if (page.failure !== undefined || plausible(page)) return page;
    if (attempt === EMPTY_PAGES) {
      return { ...page, failure: `arXiv says there are ${page.total} papers and sent an empty page ${attempt} times` };
    }
  }
}

/** A malformed query is HTTP 400 with a feed that says why. */
async function apiText(url: URL, access: Access): Promise<string> {
  try {
    return (await get(access, url)).text();
  } catch (error) {
    if (error instanceof FetchError && error.status === 400 && error.excerpt?.includes("/api/errors"))
      return error.excerpt;
    throw error;
  }
}

export interface ArxivFeedRequest {
  /** "cs.LG", "stat", ... */
  readonly categories: readonly string[];
  readonly validators?: Validators;
}

/** Today's announcements in some categories: one batch. */
export async function* fetchArxivFeed(
  { categories, validators }: ArxivFeedRequest,
  access: Access,
): AsyncGenerator<Batch> {
  const wrong = categories.find((category) => !/^[a-z-]{2,12}(?:\.[A-Za-z-]{2,12})?$/.test(category));
  if (wrong !== undefined) throw new ServiceRequestError(`invalid arXiv category: ${wrong.slice(0, 60)}`);
  if (categories.length === 0 || categories.length > 50)
    throw new ServiceRequestError("a feed is of 1 to 50 categories");
  const url = `${FEEDS}/rss/${categories.join("+")}`;
  const answer = await get(access, url, { validators });
  if (answer.unchanged) return yield { drafts: [], rejected: [], url, cursor: null, unchanged: true, validators };
  const feed = parseArxivFeed(answer.text(), access.context);
  const { announced, newestId } = feed;
  yield { ...batchOf(feed, url, "", null), validators: answer.validators, announced, newestId };
}

export interface ArxivHarvest {
  /** "cs", "cs:cs:LG", "physics:hep-lat", ...; all of arXiv without one. */
  readonly set?: string;
  /** YYYY-MM-DD; records changed since. `nextFrom` of the last complete harvest. */
  readonly from?: string;
  readonly prefix?: "arXivRaw" | "arXiv" | "oai_dc";
}

/**
 * Everything that changed since a day, in pages of about a thousand. The cursor is the service's resumption token; one
 * that has expired (within a day) begins the harvest anew, which costs time and changes nothing.
 */
export async function* harvestArxiv(
  { set, from, prefix = "arXivRaw" }: ArxivHarvest,
  access: Access,
): AsyncGenerator<Batch> {
  if (set !== undefined && !/^[\w-]{2,20}(?::[\w.-]{1,20}){0,2}$/.test(set))
    throw new ServiceRequestError(`invalid OAI set: ${set.slice(0, 60)}`);
  if (from !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(from))
    throw new ServiceRequestError(`invalid day: ${from.slice(0, 60)}`);
  // An empty cursor is the first page's.
  let token = access.cursor || null;
  let restarted = false;
  let nextFrom: string | null = null;
  for (;;) {
    const url = new URL(OAI);
    url.searchParams.set("verb", "ListRecords");
    if (token === null) {
      url.searchParams.set("metadataPrefix", prefix);
      if (set) url.searchParams.set("set", set);
      if (from) url.searchParams.set("from", from);
    } else url.searchParams.set("resumptionToken", token);

    const page = parseArxivOai((await get(access, url)).text(), access.context);
    if (page.expired && token !== null && !restarted) {
      restarted = true;
      token = null;
      continue;
    }
    // The first answer's date: what changes while the harvest runs comes again next time. A resumed harvest keeps the one it began with.
    if (token === null) nextFrom = page.responseDate?.slice(0, 10) ?? null;
    const stuck = page.resumptionToken !== null && page.resumptionToken === token;
    const failure = page.failure ?? (stuck ? "the service names the same page as the next one" : undefined);
    yield {
      ...batchOf(failure === undefined ? page : { ...page, failure }, url, token ?? "", page.resumptionToken),
      deleted: page.deleted,
      nextFrom,
    };
    if (failure !== undefined || page.resumptionToken === null) return;
    token = page.resumptionToken;
  }
}
