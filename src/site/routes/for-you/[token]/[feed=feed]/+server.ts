/** A reader's own order as a feed, for whoever has its address; empty while there are too few votes. */
import { context } from "$lib/server/context";
import { answerWith } from "$lib/server/feeds/answer";
import { feedEntry } from "$lib/server/feeds/feed";
import { readerOfFeed } from "$lib/server/feeds/private";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const { lists, forYou } = context().library;
  const { papers } = await forYou.list(await readerOfFeed(event.params.token));
  const found = await lists.named((papers ?? []).map(({ slug }) => slug));
  const entries = found.map((entry) => feedEntry(entry, event.url.origin));
  return answerWith(event, event.params.feed, { title: "for you", page: "/for-you", entries }, "private, max-age=300");
};
