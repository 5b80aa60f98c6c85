/** What is hot, as a feed. */
import { feedAnswer } from "$lib/server/feeds/answer";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) =>
  feedAnswer(event, event.params.feed, { of: { kind: "all" }, title: "trending", page: "/trending", sort: "heat" });
