/** JSON Feed 1.1. */
import type { Feed } from "./feed.ts";

export const jsonFeedType = "application/feed+json; charset=utf-8";

export function jsonFeed({ title, self, page, next, entries }: Feed): string {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title,
    home_page_url: page,
    feed_url: self,
    ...(next !== null && { next_url: next }),
    items: entries.map(({ id, title: name, text, authors, topics, published, updated, source }) => ({
      id,
      url: id,
      ...(source !== null && { external_url: source }),
      title: name,
      content_text: text,
      date_published: published,
      date_modified: updated,
      authors: authors.map((author) => ({ name: author })),
      tags: topics,
    })),
  });
}
