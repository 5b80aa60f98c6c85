/** Every source that is fetched over the network: what it is called, what it can be asked, and how it is opened. */
import type { CalendarSource } from "./calendar.ts";
import {
  fetchArxivFeed,
  fetchArxivIds,
  harvestArxiv,
  searchArxiv,
  type ArxivFeedRequest,
  type ArxivHarvest,
  type ArxivSearch,
} from "./sources/arxiv.ts";
import { SourceRequestError, type Access, type Batch } from "./sources/batch.ts";
import { fetchCrossref, fetchOpenAlex, fetchSemanticScholar, type CatalogueRequest } from "./sources/catalogues.ts";
import { fetchHfDaily, type HfDailyRequest } from "./sources/hugging-face.ts";

export { SourceRequestError, type Access, type Batch, type Keys } from "./sources/batch.ts";

/** What each source can be asked for. A request is plain data: it can be stored as a job. */
export interface SourceRequests {
  "arxiv-search": ArxivSearch;
  "arxiv-ids": { readonly ids: readonly string[] };
  "arxiv-feed": ArxivFeedRequest;
  "arxiv-oai": ArxivHarvest;
  "hf-daily": HfDailyRequest;
  "semantic-scholar": CatalogueRequest;
  openalex: CatalogueRequest;
  crossref: CatalogueRequest;
}

export type SourceName = keyof SourceRequests;

export interface Source<Name extends SourceName = SourceName> {
  /** For people. */
  readonly title: string;
  /** By which calendar its lists are expected; null for sources that are asked, not followed. */
  readonly calendar: CalendarSource | null;
  /**
   * Batches in order, each to be stored, with its cursor, before the next is asked for. Throws FetchError when the
   * service cannot be asked and SourceRequestError when the request makes no sense; a service that answers nonsense gives a
   * batch with a failure, which is the last.
   */
  readonly open: (request: SourceRequests[Name], access: Access) => AsyncGenerator<Batch>;
}

export const sources: { readonly [Name in SourceName]: Source<Name> } = {
  "arxiv-search": { title: "arXiv search", calendar: "arxiv-api", open: searchArxiv },
  "arxiv-ids": { title: "arXiv papers by id", calendar: null, open: fetchArxivIds },
  "arxiv-feed": { title: "arXiv announcements", calendar: "arxiv-feed", open: fetchArxivFeed },
  "arxiv-oai": { title: "arXiv harvest", calendar: "arxiv-oai", open: harvestArxiv },
  "hf-daily": { title: "Hugging Face daily papers", calendar: "hf-daily", open: fetchHfDaily },
  "semantic-scholar": { title: "Semantic Scholar", calendar: null, open: fetchSemanticScholar },
  openalex: { title: "OpenAlex", calendar: null, open: fetchOpenAlex },
  crossref: { title: "Crossref", calendar: null, open: fetchCrossref },
};

/** Opens a source by name, as jobs do. */
export function openSource<Name extends SourceName>(
  name: Name,
  request: SourceRequests[Name],
  access: Access,
): AsyncGenerator<Batch> {
  const source = (Object.hasOwn(sources, name) ? sources[name] : undefined) as Source<Name> | undefined;
  if (source === undefined)
    throw new SourceRequestError(
      `no source ${String(name).slice(0, 60)}: it is one of ${Object.keys(sources).join(", ")}`,
    );
  return source.open(request, access);
}
