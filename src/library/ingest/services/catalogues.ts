/** The large catalogues, asked for papers by id or by words: Semantic Scholar, OpenAlex, Crossref. */
import { parseCrossref } from "../formats/crossref.ts";
import type { Parsed, Rejection } from "../draft/draft.ts";
import { arxivId, normalizeDoi } from "../draft/identity.ts";
import { parseOpenAlex } from "../formats/openalex.ts";
import { parseSemanticScholar, SEMANTIC_SCHOLAR_FIELDS } from "../formats/semantic-scholar.ts";
import { batchOf, chunks, get, isMissing, offsetOf, ServiceRequestError, type Access, type Batch } from "./batch.ts";

/** Either papers by arXiv id or DOI, or a search. */
export interface CatalogueRequest {
  readonly ids?: readonly string[];
  readonly search?: string;
  /** Of a search, at most so many papers. */
  readonly max?: number;
}

const MAX = 200;

const SCHOLAR = "https://api.semanticscholar.org/graph/v1/paper";
const SCHOLAR_BATCH = 500;
const SCHOLAR_PAGE = 100;

/** Ids in batches of 500, searches in pages of 100. */
export async function* fetchSemanticScholar(request: CatalogueRequest, access: Access): AsyncGenerator<Batch> {
  const headers = access.keys.semanticScholar ? { "x-api-key": access.keys.semanticScholar } : undefined;
  const { ids, search, max } = checked(request);
  const start = offsetOf(access.cursor);
  if (ids !== null) {
    const groups = chunks(
      ids.known.map(({ arxiv, doi }) => (arxiv === null ? `DOI:${doi}` : `ARXIV:${arxiv}`)),
      SCHOLAR_BATCH,
    );
    yield* unknownIds(ids.rejected, SCHOLAR, groups.length);
    for (let at = start; at < groups.length; at++) {
      const url = `${SCHOLAR}/batch?fields=${SEMANTIC_SCHOLAR_FIELDS}`;
      const body = JSON.stringify({ ids: groups[at] });
      const answer = await get(access, url, {
        method: "POST",
        body,
        headers: { ...headers, "content-type": "application/json" },
      });
      const page = named(parseSemanticScholar(answer.text(), access.context), groups[at]);
      yield batchOf(page, url, String(at), at + 1 < groups.length ? String(at + 1) : null);
      if (page.failure !== undefined) return;
    }
    return;
  }
  for (let offset = start; offset < max;) {
    const url = withQuery(`${SCHOLAR}/search`, {
      query: search,
      offset,
      limit: Math.min(SCHOLAR_PAGE, max - offset),
      fields: SEMANTIC_SCHOLAR_FIELDS,
    });
    const page = parseSemanticScholar((await get(access, url, { headers })).text(), access.context);
    const next = page.next !== null && page.next > offset && page.next < max ? page.next : null;
    yield batchOf(page, url, String(offset), next === null ? null : String(next));
    if (page.failure !== undefined || next === null) return;
    offset = next;
  }
}

/** "entry 3" of a batch is the third id that was sent. */
function named(page: Parsed, ids: readonly string[]): Parsed {
  const rejected = page.rejected.map((rejection) => {
    const nth = /^entry (\d+)$/.exec(rejection.at)?.[1];
    return nth === undefined ? rejection : { ...rejection, at: ids[Number(nth) - 1] ?? rejection.at };
  });
  return { ...page, rejected };
}

const OPENALEX = "https://api.openalex.org/works";
const OPENALEX_PAGE = 100;
const OPENALEX_IDS = 50;
const OPENALEX_FIELDS =
  "id,doi,ids,title,display_name,publication_date,publication_year,authorships,primary_location,best_oa_location,locations,abstract_inverted_index,is_authors_truncated";

/** Ids in groups of 50, searches in pages of 100. Without a key a day's allowance is small. */
export async function* fetchOpenAlex(request: CatalogueRequest, access: Access): AsyncGenerator<Batch> {
  const { ids, search, max } = checked(request);
  const common = {
    select: OPENALEX_FIELDS,
    "per-page": OPENALEX_PAGE,
    ...(access.keys.openAlex && { api_key: access.keys.openAlex }),
  };
  if (ids !== null) {
    // arXiv's own DOIs are how OpenAlex knows arXiv's papers.
    const groups = chunks(
      ids.known.map(({ arxiv, doi }) => (arxiv === null ? doi! : `10.48550/arxiv.${arxiv}`)),
      OPENALEX_IDS,
    );
    yield* unknownIds(ids.rejected, OPENALEX, groups.length);
    for (let at = offsetOf(access.cursor); at < groups.length; at++) {
      const url = withQuery(OPENALEX, { filter: `doi:${groups[at].join("|")}`, ...common });
      const page = parseOpenAlex((await get(access, url)).text(), access.context);
      yield batchOf(page, url, String(at), at + 1 < groups.length ? String(at + 1) : null);
      if (page.failure !== undefined) return;
    }
    return;
  }
  let cursor = access.cursor ?? "*";
  for (let seen = 0; ;) {
    const url = withQuery(OPENALEX, { search, cursor, ...common });
    const page = parseOpenAlex((await get(access, url)).text(), access.context);
    seen += page.drafts.length + page.rejected.length;
    const last = page.next === null || page.next === cursor || page.drafts.length === 0 || seen >= max;
    yield batchOf(page, url, cursor, last ? null : page.next);
    if (page.failure !== undefined || last) return;
    cursor = page.next!;
  }
}

const CROSSREF = "https://api.crossref.org/works";
const CROSSREF_PAGE = 100;

/** DOIs one by one, searches in pages of 100. Papers that only arXiv has are not in Crossref. */
export async function* fetchCrossref(request: CatalogueRequest, access: Access): AsyncGenerator<Batch> {
  const { ids, search, max } = checked(request);
  const courtesy: Record<string, string> = access.keys.crossrefMailto ? { mailto: access.keys.crossrefMailto } : {};
  if (ids !== null) {
    yield* unknownIds(ids.rejected, CROSSREF, ids.known.length);
    for (let at = offsetOf(access.cursor); at < ids.known.length; at++) {
      const { doi, arxiv } = ids.known[at];
      const next = at + 1 < ids.known.length ? String(at + 1) : null;
      const url = withQuery(`${CROSSREF}/${encodeURIComponent(doi ?? "")}`, courtesy);
      const page =
        doi === null
          ? rejectedId(arxiv!, "arXiv's own papers are not registered with Crossref")
          : await crossrefWork(url, doi, access);
      yield batchOf(page, url, String(at), next);
      if (page.failure !== undefined) return;
    }
    return;
  }
  let cursor = access.cursor ?? "*";
  for (let seen = 0; ;) {
    const url = withQuery(CROSSREF, {
      "query.bibliographic": search,
      rows: Math.min(CROSSREF_PAGE, max),
      cursor,
      ...courtesy,
    });
    const page = parseCrossref((await get(access, url)).text(), access.context);
    seen += page.drafts.length + page.rejected.length;
    // The cursor may stay the same while its pages differ; an empty page is the end.
    const last = page.next === null || page.drafts.length + page.rejected.length === 0 || seen >= max;
    yield batchOf(page, url, cursor, last ? null : page.next);
    if (page.failure !== undefined || last) return;
    cursor = page.next!;
  }
}

async function crossrefWork(url: URL, doi: string, access: Access): Promise<Parsed> {
  try {
    return parseCrossref((await get(access, url)).text(), access.context);
  } catch (error) {
    if (isMissing(error)) return rejectedId(doi, "Crossref has no work of that DOI");
    throw error;
  }
}

const rejectedId = (id: string, reason: string): Parsed => ({
  drafts: [],
  rejected: [{ at: id, reason, excerpt: id }],
});

function* unknownIds(rejected: readonly Rejection[], url: string, groups: number): Generator<Batch> {
  if (rejected.length > 0) yield { drafts: [], rejected, url, cursor: groups === 0 ? null : "0" };
}

interface KnownId {
  readonly arxiv: string | null;
  readonly doi: string | null;
}

interface Checked {
  readonly ids: { readonly known: readonly KnownId[]; readonly rejected: readonly Rejection[] } | null;
  readonly search: string;
  readonly max: number;
}

function checked({ ids, search, max = MAX }: CatalogueRequest): Checked {
  if ((ids === undefined) === (search === undefined)) throw new ServiceRequestError("give either ids or a search");
  if (!Number.isInteger(max) || max < 1 || max > 10_000)
    throw new ServiceRequestError(`invalid max: ${max} (1 to 10,000)`);
  if (search !== undefined) {
    if (search.trim() === "" || search.length > 1_000)
      throw new ServiceRequestError("a search has 1 to 1,000 characters");
    return { ids: null, search, max };
  }
  const read = ids!.map((id) => ({ id, arxiv: arxivId(id), doi: normalizeDoi(id) }));
  const known = new Map(
    read
      .filter(({ arxiv, doi }) => arxiv ?? doi)
      .map(({ arxiv, doi }) => [arxiv ?? doi, { arxiv, doi: arxiv === null ? doi : null }]),
  );
  const rejected = read
    .filter(({ arxiv, doi }) => arxiv === null && doi === null)
    .map(({ id }) => ({ at: id.slice(0, 100), reason: "neither an arXiv id nor a DOI", excerpt: id.slice(0, 2_000) }));
  return { ids: { known: [...known.values()], rejected }, search: "", max };
}

function withQuery(address: string, parameters: Record<string, string | number>): URL {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  return url;
}
