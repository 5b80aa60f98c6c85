import { expect, test } from "vitest";
import { context, survivesAnything } from "../../ingest/formats/testing.ts";
import { parsePaperPage } from "./page.ts";

const url = "https://press.example/a-paper";
const page = `<!doctype html><html><head>
  <meta name="citation_title" content="A Paper &amp; Its &lt;b&gt; Title">
  <META content='Doe, Jane' NAME='citation_author'><meta name=citation_author content="Richard Roe">
  <meta name="citation_publication_date" content="2025/03/07"/>
  <meta name="citation_doi" content="doi:10.1000/ABC">
  <meta property="og:title" content="not this">
  <meta name="citation_abstract" content="&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;">
  </head><body><meta name="citation_title" content="Later"></body></html>`;

test("a publisher's page names its paper", () => {
  expect(parsePaperPage(page, url, context).drafts).toMatchObject([
    {
      source: "web-page",
      title: "A Paper & Its <b> Title",
      authors: [{ name: "Jane Doe" }, { name: "Richard Roe" }],
      published: "2025-03-07",
      doi: "10.1000/abc",
      arxiv: null,
      url,
    },
  ]);
  expect(parsePaperPage(page, url, context).drafts[0].abstract).not.toContain("<");
});

test("Dublin Core and authors in one tag are understood too", () => {
  const html = `<meta name="DC.title" content="T"><meta name="citation_authors" content="Doe, Jane; Roe, Richard"><meta name="DC.date" content="2024-05">`;
  expect(parsePaperPage(html, url, context).drafts).toMatchObject([
    { title: "T", authors: [{ name: "Jane Doe" }, { name: "Richard Roe" }], published: "2024-05" },
  ]);
});

test("a page that names none says so", () => {
  const { drafts, failure } = parsePaperPage("<html><title>Sign in</title></html>", url, context);
  expect(drafts).toEqual([]);
  expect(failure).toContain("citation_title");
});

test("any page is survived", () => {
  survivesAnything((text) => parsePaperPage(text, url, context), page);
});
