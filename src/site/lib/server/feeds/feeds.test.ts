import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { describe, expect, test } from "vitest";
import type { ListEntry } from "#library/lists/lists";
import { atom } from "./atom.ts";
import { feedEntry, latest, type Feed } from "./feed.ts";
import { jsonFeed } from "./json-feed.ts";
import { rss } from "./rss.ts";

const nasty = `<script>alert("1")</script> & $\\alpha < 1$ ]]> \u0001 'x'`;
const entry = {
  paper: {
    slug: "a-paper",
    title: nasty,
    summary: null,
    authors: ["Ann & Ek", "Bo <Dahl>"],
    authorCount: 3_303,
    organization: null,
    topics: [{ slug: "cs.LG", name: "cs.LG" }],
    source: { name: "arXiv", id: "2601.00001", url: "https://arxiv.org/abs/2601.00001?a=1&b=2" },
  },
  abstract: `${nasty}\n\nSecond paragraph.`,
  day: "2026-11-23",
  heat: null,
  createdAt: "2026-11-24T01:02:03.000Z",
  updatedAt: "2026-11-24T05:06:07.000Z",
} as unknown as ListEntry;
const entries = [feedEntry(entry, "http://localhost:4321")];
const feed: Feed = {
  title: "papertape: <all>",
  self: "http://localhost:4321/feed.xml?after=a&b=c",
  page: "http://localhost:4321/",
  next: "http://localhost:4321/feed.xml?after=2026-11-23~1",
  updated: latest(entries),
  entries,
};
const parse = (text: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(text) as Record<string, never>;
const title = `<script>alert("1")</script> & \\alpha < 1 ]]>  'x'`;

describe("feeds", () => {
  test("Atom is well-formed, escaped, and has what RFC 4287 wants", () => {
    const text = atom(feed);
    expect(XMLValidator.validate(text)).toBe(true);
    const { feed: read } = parse(text) as unknown as { feed: Record<string, never> & { entry: Record<string, never> } };
    expect(read).toMatchObject({ title: feed.title, updated: "2026-11-24T05:06:07.000Z", id: feed.self });
    expect(read.entry).toMatchObject({
      id: "http://localhost:4321/papers/a-paper",
      title,
      published: "2026-11-23T00:00:00.000Z",
      author: [{ name: "Ann & Ek" }, { name: "Bo <Dahl>" }],
    });
    expect(text).not.toContain("<script");
    expect(text).not.toContain("\u0001");
  });
  test("RSS is well-formed, and its descriptions are text twice escaped", () => {
    const text = rss(feed);
    expect(XMLValidator.validate(text)).toBe(true);
    const { rss: read } = parse(text) as unknown as { rss: { channel: { item: Record<string, string> } } };
    expect(read.channel.item).toMatchObject({ title, pubDate: "Mon, 23 Nov 2026 00:00:00 GMT" });
    expect(read.channel.item.description).toContain("&#60;script&#62;");
    expect(read.channel.item.description).toContain("<p>Second paragraph.</p>");
  });
  test("JSON Feed has its version, and ids, texts and names as they are", () => {
    const read = JSON.parse(jsonFeed(feed)) as { version: string; next_url: string; items: Record<string, unknown>[] };
    expect(read.version).toBe("https://jsonfeed.org/version/1.1");
    expect(read.next_url).toBe(feed.next);
    expect(read.items[0]).toMatchObject({ id: "http://localhost:4321/papers/a-paper", title, tags: ["cs.LG"] });
    expect(read.items[0].content_text).toContain("Ann & Ek, Bo <Dahl> and 3301 more");
  });
  test("a reader of feeds that is not ours finds the same entry in all three", () => {
    const [fromAtom] = parseAtomFeed(atom(feed)).entries ?? [];
    const [fromRss] = parseRssFeed(rss(feed)).items ?? [];
    const [fromJson] = parseJsonFeed(jsonFeed(feed)).items ?? [];
    const id = "http://localhost:4321/papers/a-paper";
    expect(fromAtom).toMatchObject({ id, title: { value: title } });
    expect(fromAtom?.links?.map(({ href }) => href)).toContain(id);
    expect(fromRss).toMatchObject({ link: id, title });
    expect(fromJson).toMatchObject({ id, url: id, title });
  });
});
