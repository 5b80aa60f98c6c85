/** A search as a feed: the papers that it finds, newest first. */
import { context } from "$lib/server/context";
import { answerWith } from "$lib/server/feeds/answer";
import { feedEntry } from "$lib/server/feeds/feed";
import { searchRequest } from "$lib/server/lists/search-request";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const { search, lists } = context().library;
  const { text, filters, order = "newest" } = searchRequest(event.url.searchParams);
  const { hits } = await search.find({ text, filters, order, limit: 50, relax: false });
  const found = await lists.named(hits.map(({ paper }) => paper.slug));
  return answerWith(event, event.params.feed, {
    title: text.trim() === "" ? "papers" : `search: ${text.trim().slice(0, 300)}`,
    page: `/search${event.url.search}`,
    entries: found.map((entry) => feedEntry(entry, event.url.origin)),
  });
};
