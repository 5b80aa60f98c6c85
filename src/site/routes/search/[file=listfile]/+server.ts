/** The results of a search as a file: the best of them, in the order of the page. */
import type { SearchHit } from "#library/search/search";
import { count } from "#library/words/count";
import { context } from "$lib/server/context";
import { listAnswer } from "$lib/server/lists/files";
import { mostInFile, searchRequest } from "$lib/server/lists/search-request";
import type { RequestHandler } from "./$types";

/** As many as one search gives. */
const atOnce = 100;

export const GET: RequestHandler = async ({ params, url }) => {
  const { search } = context().library;
  const { text, filters, order } = searchRequest(url.searchParams);
  const hits: SearchHit[] = [];
  let total: number;
  do {
    const answer = await search.find({ text, filters, order, offset: hits.length, limit: atOnce });
    total = answer.hits.length === 0 ? hits.length : answer.total;
    hits.push(...answer.hits);
  } while (hits.length < Math.min(total, mostInFile));
  return listAnswer(params.file, {
    title: text.trim() === "" ? "Papers" : `Search: ${text.trim().slice(0, 300)}`,
    description:
      hits.length < total ? `The first ${hits.length} of ${count(total, "paper")}.` : `${count(hits.length, "paper")}.`,
    address: url.origin,
    papers: hits.map(({ paper }) => ({ paper, note: "" })),
  });
};
