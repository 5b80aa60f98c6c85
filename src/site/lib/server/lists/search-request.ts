/** An address as a search: what it asks for, and the addresses that ask for a little more or less. */
import { searchOrders, type SearchFilters, type SearchRequest } from "#library/search/search";
import { periodOf } from "#library/words/period";
import { verdicts } from "#lab/kit/index";

export const pageLength = 20;
/** The library ranks at most so many for one page; nobody reads further. */
export const lastPage = 50;
/** Papers in a file of results: as many as an order other than "best" sorts. */
export const mostInFile = 300;

/** Anything is a query; a filter that cannot be one is left out. Facets are counted for whoever asks: they cost more than the results. */
export function searchRequest(parameters: URLSearchParams): SearchRequest & { readonly page: number } {
  const of = (name: string): string | undefined => parameters.get(name)?.trim().slice(0, 300) || undefined;
  const dayOf = (name: string): string | undefined => {
    const text = of(name) ?? "";
    return periodOf("day", text) === null ? undefined : text;
  };
  const yesOrNo = (name: string) => ({ yes: true, no: false })[of(name) ?? ""];
  const verdict = verdicts.find((one) => one === of("verdict"));
  const filters: SearchFilters = {
    from: dayOf("from"),
    to: dayOf("to"),
    author: of("author"),
    topic: of("topic"),
    source: of("source"),
    entity: of("entity"),
    experiment: of("experiment") === "yes" ? true : undefined,
    verdict,
    code: yesOrNo("code"),
    reproduced: yesOrNo("reproduced"),
    without: of("without"),
  };
  const asked = Number(of("page") ?? 1);
  const page = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, 1_000_000) : 1;
  const text = (parameters.get("q") ?? "").slice(0, 10_000);
  return {
    text,
    filters,
    page,
    offset: (Math.min(page, lastPage + 1) - 1) * pageLength,
    limit: pageLength,
    facets: of("facets") === "1",
    order: searchOrders.find((one) => one === of("order")),
  };
}

/** The same search with some parameters changed, on its first page; null takes one away. */
export function searchAddress(parameters: URLSearchParams, changes: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams([...parameters].filter(([name, value]) => name !== "page" && value !== ""));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `/search?${next}`;
}
