/** What search engines are told of the site's pages: https://www.sitemaps.org/protocol.html. */
import type { PaperAddress } from "#library/lists/lists";
import { escapeXml } from "./xml.ts";

const opening = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
export const sitemapType = "application/xml; charset=utf-8";

/** Pages that are no papers, and change as papers come in. */
const pages = ["/", "/shelf", "/topics", "/trending", "/compare", "/runs", "/about"];

/** @param origin of the site, without a slash at its end. @param parts how many files there are. */
export function sitemapIndex(origin: string, parts: number): string {
  const files = Array.from({ length: parts }, (_, part) => address(`${origin}/sitemap-${part + 1}.xml`));
  return `${opening}<sitemapindex ${namespace}>\n${files.map((loc) => `<sitemap>${loc}</sitemap>\n`).join("")}</sitemapindex>\n`;
}

/** @param first whether it is the first file, which has the pages that are no papers too. */
export function sitemap(origin: string, papers: readonly PaperAddress[], first: boolean): string {
  const entries = [
    ...(first ? pages : []).map((page) => address(origin + page)),
    ...papers.map(({ slug, changed }) => `${address(`${origin}/papers/${slug}`)}<lastmod>${changed}</lastmod>`),
  ];
  return `${opening}<urlset ${namespace}>\n${entries.map((entry) => `<url>${entry}</url>\n`).join("")}</urlset>\n`;
}

const address = (url: string) => `<loc>${escapeXml(url)}</loc>`;
