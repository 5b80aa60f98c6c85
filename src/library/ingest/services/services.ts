/** Every service that is asked over the network: what it is called, what it can be asked, and how it is opened. */
import type { CalendarSource } from "../calendar/calendar.ts";
import {
  fetchArxivFeed,
  fetchArxivIds,
  harvestArxiv,
  searchArxiv,
  type ArxivFeedRequest,
  type ArxivHarvest,
  type ArxivSearch,
} from "./arxiv.ts";
import { ServiceRequestError, type Access, type Batch } from "./batch.ts";
import { fetchCrossref, fetchOpenAlex, fetchSemanticScholar, type CatalogueRequest } from "./catalogues.ts";
import { fetchHfDaily, type HfDailyRequest } from "./hugging-face.ts";

export { ServiceRequestError, type Access, type Batch, type Keys } from "./batch.ts";

/** What each service can be asked for. A request is plain data: it can be stored as a job. */
export interface ServiceRequests {
  "arxiv-search": ArxivSearch;
  "arxiv-ids": { readonly ids: readonly string[] };
  "arxiv-feed": ArxivFeedRequest;
  "arxiv-oai": ArxivHarvest;
  "hf-daily": HfDailyRequest;
  "semantic-scholar": CatalogueRequest;
  openalex: CatalogueRequest;
  crossref: CatalogueRequest;
}

export type ServiceName = keyof ServiceRequests;

export interface Service<Name extends ServiceName = ServiceName> {
  /** For people. */
  readonly title: string;
  /** By which calendar its lists are expected; null for services that are asked, not followed. */
  readonly calendar: CalendarSource | null;
  /**
   * Batches in order, each to be stored, with its cursor, before the next is asked for. Throws FetchError when the
   * service cannot be asked and ServiceRequestError when the request makes no sense; a service that answers nonsense gives a
   * batch with a failure, which is the last.
   */
  readonly open: (request: ServiceRequests[Name], access: Access) => AsyncGenerator<Batch>;
}

export const services: { readonly [Name in ServiceName]: Service<Name> } = {
  "arxiv-search": { title: "arXiv search", calendar: "arxiv-api", open: searchArxiv },
  "arxiv-ids": { title: "arXiv papers by id", calendar: null, open: fetchArxivIds },
  "arxiv-feed": { title: "arXiv announcements", calendar: "arxiv-feed", open: fetchArxivFeed },
  "arxiv-oai": { title: "arXiv harvest", calendar: "arxiv-oai", open: harvestArxiv },
  "hf-daily": { title: "Hugging Face daily papers", calendar: "hf-daily", open: fetchHfDaily },
  "semantic-scholar": { title: "Semantic Scholar", calendar: null, open: fetchSemanticScholar },
  openalex: { title: "OpenAlex", calendar: null, open: fetchOpenAlex },
  crossref: { title: "Crossref", calendar: null, open: fetchCrossref },
};

/** Opens a service by name, as jobs do. */
export function openService<Name extends ServiceName>(
  name: Name,
  request: ServiceRequests[Name],
  access: Access,
): AsyncGenerator<Batch> {
  const source = (Object.hasOwn(services, name) ? services[name] : undefined) as Service<Name> | undefined;
  if (source === undefined)
    throw new ServiceRequestError(
      `no service ${String(name).slice(0, 60)}: it is one of ${Object.keys(services).join(", ")}`,
    );
  return source.open(request, access);
}
