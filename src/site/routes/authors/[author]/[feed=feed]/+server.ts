/** The papers of one author, as a feed. */
import { context } from "$lib/server/context";
import { feedAnswer } from "$lib/server/feeds/answer";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const found = await context().library.lists.author(event.params.author);
  if (found === null) error(404, { message: "There is no such author." });
  const of = { kind: "author", author: found.key } as const;
  return feedAnswer(event, event.params.feed, {
    of,
    title: found.name,
    page: `/authors/${encodeURIComponent(found.key)}`,
  });
};
