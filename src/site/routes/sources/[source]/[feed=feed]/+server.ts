/** The papers that one source has brought, as a feed. */
import { feedAnswer } from "$lib/server/feeds/answer";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) => {
  const { source, feed } = event.params;
  const page = `/sources/${encodeURIComponent(source)}`;
  return feedAnswer(event, feed, { of: { kind: "source", source }, title: `from ${source}`, page });
};
