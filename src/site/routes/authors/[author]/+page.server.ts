/** The papers of everybody of one name: names are all that most sources give. */
import { context } from "$lib/server/context";
import { followedBy } from "$lib/server/papers/discussion";
import { listView } from "$lib/server/lists/list-page";
import { titleKey } from "#library/ingest/draft/identity";
import { error, redirect } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { lists } = context().library;
  const key = titleKey(event.params.author);
  // A name as people write it leads to where its list is.
  if (key !== event.params.author && key !== "") redirect(308, `/authors/${encodeURIComponent(key)}`);
  const author = await lists.author(key);
  if (author === null)
    error(404, { message: `No paper here is by “${event.params.author.slice(0, 100)}”.`, suggestions: [] });
  const of = { kind: "author", author: author.key } as const;
  return {
    name: author.name,
    key: author.key,
    papers: await lists.count(of),
    followed: await followedBy(event, "author", author.key),
    view: await listView(event, of),
  };
};
