/** Which files list the pages of this site. */
import { context } from "$lib/server/context";
import { sitemapIndex, sitemapType } from "$lib/server/feeds/sitemap";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ url }) => {
  const parts = await context().library.lists.addressParts();
  return new Response(sitemapIndex(url.origin, Math.max(1, parts)), { headers: { "content-type": sitemapType } });
};
