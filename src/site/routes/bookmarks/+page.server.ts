/** The reader's bookmarks, the newest first. */
import { context } from "$lib/server/context";
import { toEntry } from "$lib/server/lists/entries";
import { standingOf } from "$lib/server/papers/marks";
import { requireReader } from "$lib/server/guard/reader";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  const { community } = context().library;
  const papers = await community.papers(await community.reactions.bookmarked(reader.id));
  const groups = papers.length === 0 ? [] : [{ title: "Newest first", entries: papers.map(toEntry) }];
  return { groups, standing: await standingOf(event, groups) };
};
