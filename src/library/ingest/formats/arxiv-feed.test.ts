import { describe, expect, test } from "vitest";
import { parseArxivFeed } from "./arxiv-feed.ts";
import { context, survivesAnything } from "./testing.ts";

const item = (id: string, type: string): string => `
    <item>
      <title>A Made Up ${type} Paper</title>
      <link>https://arxiv.org/abs/${id}</link>
      <description>arXiv:${id}v2 Announce Type: ${type} \nAbstract: Something that
nobody measured.</description>
      <guid isPermaLink="false">oai:arXiv.org:${id}v2</guid>
      <category>cs.AI</category>
      <category>cs.CL</category>
      <pubDate>Mon, 23 Nov 2026 00:00:00 -0500</pubDate>
      <arxiv:announce_type>${type}</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <arxiv:DOI>10.1000/capital</arxiv:DOI>
      <dc:creator>A. Author, B. Author, C. van Author</dc:creator>
    </item>`;

const rss = (items: string): string => `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>cs.AI updates on arXiv.org</title>
    <lastBuildDate>Mon, 23 Nov 2026 05:00:10 +0000</lastBuildDate>
    <pubDate>Mon, 23 Nov 2026 00:00:00 -0500</pubDate>
    <skipDays><day>Sunday</day><day>Saturday</day></skipDays>${items}
  </channel>
</rss>`;

const atom = `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom">
  <title>cs.AI updates on arXiv.org</title>
  <entry>
    <id>oai:arXiv.org:2611.00007v1</id>
    <title>A Made Up Entry</title>
    <updated>2026-11-23T05:00:10+00:00</updated>
    <link href="https://arxiv.org/abs/2611.00007" rel="alternate" type="text/html"/>
    <summary>arXiv:2611.00007v1 Announce Type: new
Abstract: Short.</summary>
    <category term="cs.LG"/>
    <published>2026-11-23T00:00:00-05:00</published>
    <arxiv:announce_type>new</arxiv:announce_type>
    <dc:creator>A. Author</dc:creator>
  </entry>
</feed>`;

describe("a daily feed", () => {
  test("gives its papers with the day on which they were announced", () => {
    const feed = parseArxivFeed(rss(item("2611.00003", "new")), context);
    expect(feed.drafts).toEqual([
      expect.objectContaining({
        source: "arxiv-feed",
        title: "A Made Up new Paper",
        abstract: "Something that nobody measured.",
        authors: [{ name: "A. Author" }, { name: "B. Author" }, { name: "C. van Author" }],
        published: null,
        listed: "2026-11-23",
        arxiv: "2611.00003",
        doi: "10.1000/capital",
        categories: ["cs.AI", "cs.CL"],
      }),
    ]);
  });

  test("lists new and cross-listed papers, and not the replaced ones", () => {
    const feed = parseArxivFeed(
      rss(["new", "cross", "replace", "replace-cross"].map((type, i) => item(`2611.0000${i + 1}`, type)).join("")),
      context,
    );
    expect(feed.drafts.map(({ listed }) => listed)).toEqual(["2026-11-23", "2026-11-23", null, null]);
  });

  test("tells the greatest new id, by which a stale feed is found out", () => {
    const feed = parseArxivFeed(
      rss(item("2611.00009", "new") + item("2611.00010", "new") + item("2611.09999", "cross")),
      context,
    );
    expect(feed).toMatchObject({ announced: "2026-11-23", newestId: "2611.00010" });
  });

  test("is empty at weekends, without being broken", () => {
    expect(parseArxivFeed(rss(""), context)).toEqual({ drafts: [], rejected: [], announced: null, newestId: null });
  });

  test("comes as Atom too", () => {
    expect(parseArxivFeed(atom, context)).toMatchObject({
      drafts: [{ arxiv: "2611.00007", abstract: "Short.", listed: "2026-11-23", categories: ["cs.LG"] }],
      newestId: "2611.00007",
    });
  });
});

describe("what goes wrong", () => {
  test("an item without id is rejected, the rest is in", () => {
    const text = rss(item("oops", "new") + item("2611.00002", "new"));
    const feed = parseArxivFeed(text, context);
    expect(feed.drafts).toHaveLength(1);
    expect(feed.rejected).toEqual([
      expect.objectContaining({ at: "item 1", reason: 'no arXiv id in "oai:arXiv.org:oopsv2"' }),
    ]);
  });

  test("a page that is no feed is a failure", () => {
    expect(parseArxivFeed("<html><body>Sorry</body></html>", context).failure).toContain("web page");
    expect(parseArxivFeed("<opml/>", context).failure).toBe("neither RSS nor Atom: its root is <opml>");
  });

  test("half a feed gives its whole items and says so", () => {
    const text = rss(item("2611.00001", "new") + item("2611.00002", "new"));
    const feed = parseArxivFeed(text.slice(0, text.lastIndexOf("<guid")), context);
    expect(feed.drafts.map(({ arxiv }) => arxiv)).toEqual(["2611.00001"]);
    expect(feed.failure).toContain("not whole");
  });

  test("any damage is survived", () => {
    survivesAnything(parseArxivFeed, rss(item("2611.00001", "new") + item("2611.00002", "replace")));
    survivesAnything(parseArxivFeed, atom);
  });
});
