/** A site as files: what is rewritten, what is left out, and that every link leads to a file. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing.ts";
import { mirrorSite } from "./crawl.ts";
import { placeOf } from "./place.ts";
import { staticPage } from "./static-page.ts";

const origin = "https://papers.example";
const place = (address: string) => placeOf(new URL(address, origin));

describe("of a site, the mirror has", () => {
  test.each([
    ["/", "index.html"],
    ["/2026-11-23", "2026-11-23/index.html"],
    ["/papers/layer-norm", "papers/layer-norm/index.html"],
    ["/papers/layer-norm/", "papers/layer-norm/index.html"],
    ["/topics/cs.LG?after=2026-11-20~12", "topics/cs.LG/after/2026-11-20~12/index.html"],
    ["/papers/layer-norm/paper.csl.json", "papers/layer-norm/paper.csl.json"],
    ["/_app/immutable/assets/0.abc.css", "_app/immutable/assets/0.abc.css"],
  ])("%s as %s", (address, file) => expect(place(address)).toBe(file));

  test.each([
    "/search?q=a",
    "/papers/layer-norm?visitors",
    "/account",
    "/admin",
    "/api/papers",
    "/sign-in?next=/",
    "/papers/..%2f..%2fetc",
    "/papers/.hidden",
    "/_app/immutable/../../x.css",
    "/_app/immutable/entry/start.js",
    "/topics/a?after=../../b",
  ])("not %s", (address) => expect(place(address)).toBeNull());
});

describe("a page of it", () => {
  const page = (html: string, path = "/papers/layer-norm") => staticPage(html, new URL(path, origin));

  test("links to files by the way from its own", () => {
    const { text, needs } = page(
      '<a class="x" href="/runs?a=1">b</a> <a href="/topics/norm#top">n</a> <a href="#claims">c</a>',
    );
    expect(text).toBe('<span>b</span> <a href="../../topics/norm/index.html#top">n</a> <a href="#claims">c</a>');
    expect(needs.map(String)).toEqual([`${origin}/topics/norm#top`]);
  });

  test("keeps what leads elsewhere, and words with signs as they were", () => {
    const html = '<p title="a &lt; b">1 &lt; 2 &amp; <a href="https://arxiv.org/abs/1?a=1&amp;b=2">é</a></p>';
    expect(page(html).text).toBe(html);
  });

  test("has nothing that runs or asks, and what search engines read", () => {
    const data = '<script type="application/ld+json">{"a":"</b>"}</script>';
    const { text } = page(
      `<head><script src="/theme.js"></script>${data}<link rel="modulepreload" href="/_app/x.js"><link rel="stylesheet" href="../_app/immutable/assets/0.css"></head>` +
        `<form action="?/vote"><p>w</p><button>x</button></form><button>y</button><p>z</p><script>alert("</p>")</script>`,
    );
    expect(text).toBe(`<head>${data}<link rel="stylesheet" href="../../_app/immutable/assets/0.css"></head><p>z</p>`);
  });

  test("names no place in its navigation that it has not, and finds the fonts of its styles", () => {
    const { text, needs } = page(
      '<nav><a href="/search">Search <b>!</b></a><a href="/">Papers</a></nav><style>@font-face{src:url(../_app/immutable/assets/a.woff2)}</style>',
    );
    expect(text).toBe(
      '<nav><a href="../../index.html">Papers</a></nav><style>@font-face{src:url(../../_app/immutable/assets/a.woff2)}</style>',
    );
    expect(needs).toHaveLength(2);
  });
});

describe("the whole of it", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const html = (body: string) => ({ type: "text/html", body });
  const site: Readonly<Record<string, { type: string; body: string }>> = {
    "/sitemap.xml": { type: "application/xml", body: `<loc>${origin}/sitemap-1.xml</loc>` },
    "/sitemap-1.xml": { type: "application/xml", body: `<loc>${origin}/</loc><loc>${origin}/papers/a</loc>` },
    "/": html(
      '<link rel="stylesheet" href="/_app/immutable/assets/0.css"><a href="/papers/a">A</a><a href="/topics/t">T</a><a href="/papers/gone">G</a>',
    ),
    "/papers/a": html('<a href="/papers/a/paper.bib">bib</a><a href="/papers/old">old</a><a href="/account">you</a>'),
    "/papers/a/paper.bib": { type: "application/x-bibtex", body: "@misc{a}" },
    "/topics/t": html('<a href="/topics/t?after=2026-11-01~3">more</a>'),
    "/topics/t?after=2026-11-01~3": html('<a href="/topics/t">first</a>'),
    "/_app/immutable/assets/0.css": { type: "text/css", body: "@font-face{src:url(./f.woff2)}" },
    "/_app/immutable/assets/f.woff2": { type: "font/woff2", body: "font" },
  };
  async function ask(path: string): Promise<Response> {
    if (path === "/papers/old") return new Response(null, { status: 308, headers: { location: "/papers/a" } });
    const found = site[path];
    if (found === undefined) return new Response("nothing", { status: 404 });
    return new Response(found.body, { headers: { "content-type": found.type } });
  }
  const mirrored = (signal = new AbortController().signal) =>
    mirrorSite({ origin, ask, folder: folder.path, signal, onWritten: () => {} });

  test("is everything that it links to, once, and every link leads to a file", async () => {
    const { pages, files, missing } = await mirrored();
    expect({ pages, files, missing }).toEqual({ pages: 5, files: 3, missing: ["/papers/gone: 404"] });
    const all = readdirSync(folder.path, { recursive: true, encoding: "utf8" });
    for (const name of all.filter((name) => name.endsWith(".html"))) {
      const text = readFileSync(join(folder.path, name), "utf8");
      for (const [, href] of text.matchAll(/href="([^"#]+)"/g))
        if (!href.includes("gone"))
          expect(existsSync(join(folder.path, dirname(name), href)), `${href} in ${name}`).toBe(true);
    }
    expect(readFileSync(join(folder.path, "papers/old/index.html"), "utf8")).toContain("url=../a/index.html");
  });

  test("ends where it is told to", async () => {
    await expect(mirrored(AbortSignal.abort())).rejects.toThrow();
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
