/** New papers in the reader's own order. */
import { fewest } from "#library/for-you/for-you";
import { context } from "$lib/server/context";
import { requireReader } from "$lib/server/guard/reader";
import { toEntry } from "$lib/server/lists/entries";
import { standingOf } from "$lib/server/papers/marks";
import { plainTitle } from "$lib/server/text/maths";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  const { community, forYou } = context().library;
  const { likes, papers } = await forYou.list(reader.id);
  const found = await community.papers((papers ?? []).map(({ slug }) => slug));
  const groups = found.length === 0 ? [] : [{ title: "The best first", entries: found.map(toEntry) }];
  const token = await community.privateFeeds.tokenOf(reader.id);
  return {
    today: new Date().toISOString().slice(0, 10),
    likes,
    fewest,
    enough: papers !== null,
    groups,
    standing: await standingOf(event, groups),
    why: new Map(
      (papers ?? []).map(({ slug, like, words }) => [
        slug,
        { like: like && { slug: like.slug, title: plainTitle(like.title) }, words },
      ]),
    ),
    feed: token === null ? null : `${event.url.origin}/for-you/${token}/feed.xml`,
  };
};
