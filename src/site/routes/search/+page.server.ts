/** Search: the words, what narrows them, and the results. */
import { searchOrders, type Facet } from "#library/search/search";
import { orderWords } from "#library/words/query";
import { context } from "$lib/server/context";
import { toEntry } from "$lib/server/lists/entries";
import { listFiles } from "$lib/server/lists/files";
import { marked } from "$lib/server/text/highlight";
import { standingOf } from "$lib/server/papers/marks";
import { lastPage, mostInFile, pageLength, searchAddress, searchRequest } from "$lib/server/lists/search-request";
import { count } from "#library/words/count";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

/** Values of a facet that are worth a line. */
const shown = 8;

/** A search that has results, or none, but not on this page. */
function noSuchPage(page: number, total: number, first: string): never {
  const last = Math.min(Math.ceil(total / pageLength), lastPage);
  const has =
    total === 0
      ? "it has no results"
      : `its ${count(total, "result")} ${last === 1 ? "fill one page" : `end on page ${last}`}`;
  error(404, { message: `This search has no page ${page}: ${has}.`, back: { href: first, title: "Its first page" } });
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const { search, community } = context().library;
  const { page, ...request } = searchRequest(url.searchParams);
  const answer = await search.find({ ...request, facets: true });
  const { filters = {} } = request;
  const to = (changes: Readonly<Record<string, string | null>>) => searchAddress(url.searchParams, changes);
  if (page > 1 && answer.hits.length === 0) noSuchPage(page, answer.total, to({}));
  const entries = answer.hits.map(({ paper, titleMarks, excerpt }) => ({
    ...toEntry(paper),
    title: marked(paper.title, titleMarks),
    excerpt: excerpt && marked(excerpt.text, excerpt.marks),
  }));
  const links = (name: string, facets: readonly Facet[], chosen: string | undefined) =>
    facets.slice(0, shown).map(({ value, name: label, count }) => ({
      label,
      count,
      chosen: chosen === value,
      href: to({ [name]: chosen === value ? null : value }),
    }));
  const { facets, read } = answer;
  const chips = read.chips.map(({ words, says, without, asWords }) => ({
    ...{ words, says },
    without: to({ q: without }),
    asWords: to({ q: asWords }),
  }));
  const year = (value: string) => to({ from: `${value}-01-01`, to: `${value}-12-31` });
  const status = entries.length === 0 || request.text === "" ? await search.status() : null;
  const follows = locals.reader === null ? [] : await community.follows.list(locals.reader.id);
  return {
    text: request.text,
    filters,
    chips,
    relaxed: read.relaxed.map(({ says }) => says),
    notices: read.notices,
    normal: read.chips.length + read.relaxed.length > 0 && read.normal !== request.text ? to({ q: read.normal }) : null,
    order: answer.order,
    orders: searchOrders
      .filter((order) => request.text.trim() !== "" || order !== "best")
      .map((order) => ({
        label: orderWords[order].replace(/ first$/, ""),
        href: to({ order }),
        chosen: order === answer.order,
      })),
    total: answer.total,
    corrected: answer.corrected,
    suggestion: answer.suggestion && { text: answer.suggestion, href: to({ q: answer.suggestion }) },
    ranking: answer.ranking,
    entries,
    standing: await standingOf({ locals }, [{ entries }]),
    followed: follows.some(({ kind, value }) => kind === "search" && value === request.text.trim()),
    facets:
      facets &&
      [
        { title: "Topics", links: links("topic", facets.topics, filters.topic) },
        {
          title: "Years",
          links: facets.years.slice(0, shown).map(({ value, name, count }) => ({
            label: name,
            count,
            chosen: filters.from === `${value}-01-01` && filters.to === `${value}-12-31`,
            href: year(value),
          })),
        },
        { title: "Authors", links: links("author", facets.authors, filters.author) },
        { title: "Named in abstracts", links: links("entity", facets.entities, filters.entity) },
        { title: "Sources", links: links("source", facets.sources, filters.source) },
        {
          title: "Verdicts",
          links: links("verdict", facets.verdicts, filters.verdict),
        },
        {
          title: "Code and claims",
          links: [
            { label: "with code", name: "code", value: "yes" },
            { label: "without code", name: "code", value: "no" },
            { label: "a claim reproduced", name: "reproduced", value: "yes" },
          ]
            .map(({ label, name, value }) => {
              const chosen = url.searchParams.get(name) === value;
              return { label, count: null, chosen, href: to({ [name]: chosen ? null : value }) };
            })
            .filter(({ chosen }) => chosen || entries.length > 0),
        },
        {
          title: "Runs here",
          links:
            facets.experiments === 0
              ? []
              : [
                  {
                    label: "has an experiment",
                    count: facets.experiments,
                    chosen: filters.experiment === true,
                    href: to({ experiment: filters.experiment ? null : "yes" }),
                  },
                ],
        },
      ].filter(({ links }) => links.length > 0),
    narrowed: Object.values(filters).some((value) => value !== undefined),
    widened: `/search?${new URLSearchParams({ q: request.text })}`,
    previous: page > 1 ? `${to({})}&page=${page - 1}` : null,
    next:
      page * pageLength < answer.total && entries.length === pageLength && page < lastPage
        ? `${to({})}&page=${page + 1}`
        : null,
    first: (page - 1) * pageLength + 1,
    // What is asked for and not how it is shown: a feed is the newest first.
    feed:
      request.text.trim() === "" && Object.values(filters).every((value) => value === undefined)
        ? null
        : to({ order: null, facets: null }).replace("/search", ""),
    files: listFiles.map(({ file, name }) => ({ name, href: to({}).replace("/search?", `/search/${file}?`) })),
    inFile: Math.min(answer.total, mostInFile),
    papers: status?.papers ?? null,
    meaning: status === null ? null : status.vectors.state === "on" ? null : status.vectors.reason,
  };
};
