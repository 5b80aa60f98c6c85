/** RSS 2.0. Its descriptions are HTML by custom, so the text is escaped once as HTML and once as XML. */
import { escapeHtml } from "#lab/text/escape";
import type { Feed, FeedEntry } from "./feed.ts";
import { escapeXml } from "./xml.ts";

export const rssType = "application/rss+xml; charset=utf-8";

/** "Mon, 23 Nov 2026 00:00:00 GMT" */
const rfc822 = (iso: string): string => new Date(iso).toUTCString();

export function rss({ title, self, page, updated, entries }: Feed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>${escapeXml(title)}</title>
    <link>${escapeXml(page)}</link>
    <description>${escapeXml(title)}</description>
    <lastBuildDate>${rfc822(updated)}</lastBuildDate>
    <atom:link rel="self" type="application/rss+xml" href="${escapeXml(self)}"/>
${entries.map(item).join("")}  </channel>
</rss>
`;
}

const item = ({ id, title, text, authors, topics, published }: FeedEntry): string => `    <item>
      <title>${escapeXml(title)}</title>
      <link>${escapeXml(id)}</link>
      <guid isPermaLink="true">${escapeXml(id)}</guid>
      <pubDate>${rfc822(published)}</pubDate>
${authors.map((name) => `      <dc:creator>${escapeXml(name)}</dc:creator>\n`).join("")}${topics.map((topic) => `      <category>${escapeXml(topic)}</category>\n`).join("")}      <description>${escapeXml(paragraphs(text))}</description>
    </item>
`;

const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== "")
    .map((part) => `<p>${escapeHtml(part)}</p>`)
    .join("");
