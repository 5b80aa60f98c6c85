/** The list of a week, as a feed. */
import { feedAnswer } from "$lib/server/feeds/answer";
import { periodOf, periodPath, periodTitle } from "#library/words/period";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) => {
  const period = periodOf("week", event.params.week);
  if (period === null) error(404, { message: "There is no such week." });
  const of = { kind: "period", period } as const;
  return feedAnswer(event, event.params.feed, {
    of,
    title: periodTitle(period),
    page: periodPath(period),
    sort: "votes",
  });
};
