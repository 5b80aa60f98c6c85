/** Answers a request for a feed: made anew, and not sent again to whoever has it. */
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

/** A feed of a list. @param page the path of the page that shows the same. */
export async function feedAnswer(
  asked: Asked,
  file: string,
  {
    of,
    title,
    page,
    sort = "newest",
  }: { readonly of: ListOf; readonly title: string; readonly page: string; readonly sort?: ListSort },
): Promise<Response> {
  const { url } = asked;
  const after = url.searchParams.get("after") ?? undefined;
  const found = await context()
    .library.lists.page({ of, sort, counted: sort === "heat", after, limit: 50, abstracts: true })
    .catch((problem: unknown) => {
      if (isRefusal(problem)) error(404, { message: "There is no such page of this feed." });
      throw problem;
    });
  const entries = found.entries.map((entry) => feedEntry(entry, url.origin));
  const next = found.next === null ? null : `${url.origin}${url.pathname}?after=${encodeURIComponent(found.next)}`;
  return answerWith(asked, file, { title, page, next, entries });
}

/** The entries of a feed, in the format of its file. */
export function answerWith(
  { url, request }: Asked,
  file: string,
  { title, page, next = null, entries }: Pick<Feed, "title" | "page" | "entries"> & { readonly next?: string | null },
  cacheControl = "max-age=300",
): Response {
  const { type, write } = formats[file as FeedFile];
  const body = write({
    title: `papertape: ${title}`,
    self: url.href,
    page: url.origin + page,
    next,
    updated: latest(entries),
    entries,
  });
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const headers = { etag, "last-modified": new Date(latest(entries)).toUTCString(), "cache-control": cacheControl };
  const known = request.headers.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  // Compression turns a strong validator into a weak one on its way.
  if (known.some((tag) => tag.replace(/^W\//, "") === etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": type } });
}
