/** Answers a request for a feed of a list: made anew, and not sent again to whoever has it. */
import { createHash } from "node:crypto";
import type { ListOf, ListSort } from "#library/lists/lists";
import { error, type RequestEvent } from "@sveltejs/kit";
import { isRefusal } from "../http/answers.ts";
import { context } from "../context.ts";
import { atom, atomType } from "./atom.ts";
import { feedEntry, latest, type Feed } from "./feed.ts";
import { jsonFeed, jsonFeedType } from "./json-feed.ts";
import { rss, rssType } from "./rss.ts";

export const formats = {
  "feed.xml": { type: atomType, write: atom },
  "rss.xml": { type: rssType, write: rss },
  "feed.json": { type: jsonFeedType, write: jsonFeed },
} as const;

export type FeedFile = keyof typeof formats;

type Asked = Pick<RequestEvent, "url" | "request">;

/** @param page the path of the page that shows the same. */
export async function feedAnswer(
  { url, request }: Asked,
  file: string,
  {
    of,
    title,
    page,
    sort = "newest",
  }: { readonly of: ListOf; readonly title: string; readonly page: string; readonly sort?: ListSort },
): Promise<Response> {
  const { type, write } = formats[file as FeedFile];
  const after = url.searchParams.get("after") ?? undefined;
  const found = await context()
    .library.lists.page({ of, sort, counted: sort === "heat", after, limit: 50, abstracts: true })
    .catch((problem: unknown) => {
      if (isRefusal(problem)) error(404, { message: "There is no such page of this feed." });
      throw problem;
    });
  const entries = found.entries.map((entry) => feedEntry(entry, url.origin));
  const feed: Feed = {
    title: `papertape: ${title}`,
    self: url.href,
    page: url.origin + page,
    next: found.next === null ? null : `${url.origin}${url.pathname}?after=${encodeURIComponent(found.next)}`,
    updated: latest(entries),
    entries,
  };
  const body = write(feed);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const headers = { etag, "last-modified": new Date(feed.updated).toUTCString(), "cache-control": "max-age=300" };
  const known = request.headers.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  // Compression turns a strong validator into a weak one on its way.
  if (known.some((tag) => tag.replace(/^W\//, "") === etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": type } });
}
