/** What a network source is asked for, from the options of the command line. */
import { networkAccess } from "#library/ingest/services/access";
import type { Job } from "#library/ingest/jobs";
import { sourceJob } from "#library/ingest/jobs";
import type { ServiceName, ServiceRequests } from "#library/ingest/services/services";
import { UsageError } from "../failure.ts";
import type { Settings } from "../settings.ts";
import { version } from "../version.ts";

/** Options that some source understands. */
export interface Query {
  readonly query?: string;
  readonly ids?: string;
  readonly search?: string;
  readonly category?: string;
  readonly set?: string;
  readonly from?: string;
  readonly date?: string;
  readonly week?: string;
  readonly month?: string;
  readonly max?: string;
}

const catalogueOptions = ["ids", "search", "max"] as const;

/** What each source takes, the one that it needs first. */
export const optionsOf: { readonly [Name in ServiceName]: readonly (keyof Query)[] } = {
  "arxiv-search": ["query", "max"],
  "arxiv-ids": ["ids"],
  "arxiv-feed": ["category"],
  "arxiv-oai": ["from", "set"],
  "hf-daily": ["date", "week", "month"],
  "semantic-scholar": catalogueOptions,
  openalex: catalogueOptions,
  crossref: catalogueOptions,
};

export const isSource = (name: string): name is ServiceName => Object.hasOwn(optionsOf, name);

/** @throws UsageError for an option that the source does not take, or one that it needs and does not have. */
export function requestFor(name: ServiceName, query: Query): ServiceRequests[ServiceName] {
  const taken = optionsOf[name];
  const given = (Object.keys(query) as (keyof Query)[]).filter((option) => query[option] !== undefined);
  const foreign = given.find((option) => !taken.includes(option));
  if (foreign !== undefined)
    throw new UsageError(`${name} takes no --${foreign}; it takes ${taken.map((option) => `--${option}`).join(", ")}`);
  const max = query.max === undefined ? {} : { max: readMax(query.max) };
  const needed = <Value>(option: keyof Query, value: Value | undefined): Value => {
    if (value === undefined) throw new UsageError(`${name} needs --${option}`);
    return value;
  };
  switch (name) {
    case "arxiv-search":
      return { query: needed("query", query.query), ...max };
    case "arxiv-ids":
      return { ids: words(needed("ids", query.ids)) };
    case "arxiv-feed":
      return { categories: words(needed("category", query.category)) };
    case "arxiv-oai":
      // Without a day, a harvest is all of arXiv: days of work that nobody starts by leaving out an option.
      return { from: needed("from", query.from), ...(query.set !== undefined && { set: query.set }) };
    case "hf-daily":
      return { date: query.date, week: query.week, month: query.month };
    default:
      if (query.ids === undefined && query.search === undefined)
        throw new UsageError(`${name} needs --ids or --search`);
      return { ...(query.ids !== undefined && { ids: words(query.ids) }), search: query.search, ...max };
  }
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

function readMax(text: string): number {
  const max = Number(text);
  if (!/^\d+$/.test(text) || max < 1 || max > 10_000)
    throw new UsageError(`invalid --max: ${JSON.stringify(text)}; it is a whole number from 1 to 10000`);
  return max;
}

/** A job over the network, polite and with this installation's keys. */
export function networkJob(
  name: ServiceName,
  request: ServiceRequests[ServiceName],
  settings: Settings["sources"],
  { asOf, signal }: { readonly asOf: string; readonly signal: AbortSignal },
): Job {
  const access = networkAccess({ program: `papertape/${version}`, ...settings });
  return sourceJob(name, request, { ...access, context: { asOf }, signal });
}
