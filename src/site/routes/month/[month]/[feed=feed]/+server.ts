/** The list of a month, as a feed. */
import { feedAnswer } from "$lib/server/feeds/answer";
import { periodOf, periodPath, periodTitle } from "#library/words/period";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) => {
  const period = periodOf("month", event.params.month);
  if (period === null) error(404, { message: "There is no such month." });
  const of = { kind: "period", period } as const;
  return feedAnswer(event, event.params.feed, {
    of,
    title: periodTitle(period),
    page: periodPath(period),
    sort: "votes",
  });
};
