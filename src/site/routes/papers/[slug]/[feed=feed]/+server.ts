/** What happens to a paper, as a feed: new versions, code, verdicts that change. */
import { context } from "$lib/server/context";
import { answerWith } from "$lib/server/feeds/answer";
import { alertEntry } from "$lib/server/feeds/feed";
import { plainTitle } from "$lib/server/text/maths";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const { slug, feed } = event.params;
  const found = await context().library.community.alerts.ofPaper(slug);
  if (found === null) error(404, { message: "There is no such paper." });
  const entries = found.alerts.map((alert) => alertEntry(alert, event.url.origin));
  return answerWith(event, feed, { title: plainTitle(found.title), page: `/papers/${slug}`, entries });
};
