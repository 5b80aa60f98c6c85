/** The papers of one topic, as a feed. */
import { context } from "$lib/server/context";
import { feedAnswer } from "$lib/server/feeds/answer";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const found = await context().library.lists.topic(event.params.topic);
  if (found === null) error(404, { message: "There is no such topic." });
  const of = { kind: "topic", topic: found.key } as const;
  return feedAnswer(event, event.params.feed, {
    of,
    title: found.name,
    page: `/topics/${encodeURIComponent(found.key)}`,
  });
};
