import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { sitemap, sitemapIndex } from "./sitemap.ts";

const parser = new XMLParser();
const paper = { slug: "layer-norm", changed: "2026-11-30" };

test("a site map has each paper with the day on which it changed, the first one other pages too", () => {
  const first = sitemap("https://papers.example", [paper], true);
  expect(XMLValidator.validate(first)).toBe(true);
  const { url } = (parser.parse(first) as { urlset: { url: { loc: string; lastmod?: string }[] } }).urlset;
  expect(url[0]).toEqual({ loc: "https://papers.example/" });
  expect(url.at(-1)).toEqual({ loc: "https://papers.example/papers/layer-norm", lastmod: "2026-11-30" });
  expect(sitemap("https://papers.example", [paper], false).match(/<url>/g)).toHaveLength(1);
});

test("the index names every part, and what a host is called stays text", () => {
  const index = sitemapIndex("https://a.example/?x=1&y=<b>", 2);
  expect(XMLValidator.validate(index)).toBe(true);
  expect(index).toContain("<loc>https://a.example/?x=1&amp;y=&lt;b&gt;/sitemap-2.xml</loc>");
  expect(index).not.toContain("sitemap-3");
});
