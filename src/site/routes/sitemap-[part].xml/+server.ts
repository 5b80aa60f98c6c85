/** One of the files that list the pages of this site. */
import { context } from "$lib/server/context";
import { sitemap, sitemapType } from "$lib/server/feeds/sitemap";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ params, url }) => {
  const { lists } = context().library;
  const part = /^[1-9][0-9]{0,5}$/.test(params.part) ? Number(params.part) : 0;
  if (part === 0 || part > Math.max(1, await lists.addressParts()))
    error(404, { message: "The site map has no such part: /sitemap.xml names them all." });
  const body = sitemap(url.origin, await lists.addresses(part), part === 1);
  return new Response(body, { headers: { "content-type": sitemapType } });
};
