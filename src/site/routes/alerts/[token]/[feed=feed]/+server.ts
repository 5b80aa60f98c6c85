/** A reader's alerts as a feed, for whoever has its address. */
import { context } from "$lib/server/context";
import { answerWith } from "$lib/server/feeds/answer";
import { alertEntry } from "$lib/server/feeds/feed";
import { readerOfFeed } from "$lib/server/feeds/private";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const entries = (await context().library.community.alerts.feed(await readerOfFeed(event.params.token))).map((alert) =>
    alertEntry(alert, event.url.origin),
  );
  const feed = { title: "what you follow", page: "/notifications", entries };
  return answerWith(event, event.params.feed, feed, "private, max-age=300");
};
