/** Atom (RFC 4287), with the pages of RFC 5005. */
import { escapeXml } from "./xml.ts";
import type { Feed, FeedEntry } from "./feed.ts";

export const atomType = "application/atom+xml; charset=utf-8";

export function atom({ title, self, page, next, updated, entries }: Feed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${escapeXml(self)}</id>
  <title>${escapeXml(title)}</title>
  <updated>${updated}</updated>
  <author><name>papertape</name></author>
  <link rel="self" type="application/atom+xml" href="${escapeXml(self)}"/>
  <link rel="alternate" type="text/html" href="${escapeXml(page)}"/>
${next === null ? "" : `  <link rel="next" type="application/atom+xml" href="${escapeXml(next)}"/>\n`}${entries.map(entry).join("")}</feed>
`;
}

const entry = ({ id, title, text, authors, topics, published, updated, source }: FeedEntry): string => `  <entry>
    <id>${escapeXml(id)}</id>
    <title>${escapeXml(title)}</title>
    <published>${published}</published>
    <updated>${updated}</updated>
    <link rel="alternate" type="text/html" href="${escapeXml(id)}"/>
${source === null ? "" : `    <link rel="related" href="${escapeXml(source)}"/>\n`}${authors.map((name) => `    <author><name>${escapeXml(name)}</name></author>\n`).join("")}${topics.map((topic) => `    <category term="${escapeXml(topic)}"/>\n`).join("")}    <summary type="text">${escapeXml(text)}</summary>
  </entry>
`;
