import { describe, expect, test } from "vitest";
import { isHtml, listPageText, parseListPageHtml } from "./list-page-html.ts";
import { context, survivesAnything } from "./testing.ts";

const entry = {
  paper: {
    id: "2611.00001",
    title: 'A "Made Up" Paper & More',
    summary: "Short.",
    upvotes: 4,
    authors: [{ name: "A. Author" }],
  },
};
const props = JSON.stringify({ periodType: "day", dateString: "2026-11-20", dailyPapers: [entry] });
const escaped = props.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const withData = `<!doctype html><html><body><div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="${escaped}"></div></body></html>`;

const sentence =
  "We make up a paper in order to have something to read, and we find that reading it takes no time at all because nothing is in it.";
const article = (id: string, title: string, who: string, day: string): string => `
  <article>
    <h3><a href="/papers/${id}" class="line-clamp-3">${title}</a></h3>
    <p>${sentence} It is
       very short.</p>
    <ul><li>${who}</li></ul>
    <div>·</div>
    <time>${day}</time>
  </article>`;
const withoutData = `<!DOCTYPE html><html><head><title>Daily Papers</title><script>var papers = "<p>none</p>";</script></head><body>
  <header><h1>Daily Papers</h1><div>Nov 20</div></header>
  <section>${article("2611.00001", "First Made Up &amp; Good", "3 authors", "Nov 19")}${article("2611.00002", "Second Made Up", "Example Lab", "Nov 18")}</section>
</body></html>`;

describe("a saved list page", () => {
  test("is read from the data it carries", () => {
    expect(parseListPageHtml(withData, context).drafts).toEqual([
      expect.objectContaining({
        source: "list-page",
        title: 'A "Made Up" Paper & More',
        arxiv: "2611.00001",
        votes: 4,
        position: 0,
      }),
    ]);
  });

  test("without data is read as the text a browser copies, with ids from its links", () => {
    expect(parseListPageHtml(withoutData, context).drafts).toEqual([
      expect.objectContaining({
        title: "First Made Up & Good",
        authorCount: 3,
        published: "2026-11-19",
        arxiv: "2611.00001",
      }),
      expect.objectContaining({
        title: "Second Made Up",
        organization: "Example Lab",
        published: "2026-11-18",
        arxiv: "2611.00002",
      }),
    ]);
  });

  test("as text has one block for each thing on the page, and no script", () => {
    const text = listPageText(withoutData);
    expect(text).not.toContain("none");
    expect(text).toContain("First Made Up & Good\n\nWe make up");
    expect(text).toContain("3 authors\n·\nNov 19");
  });

  test("without papers is a failure", () => {
    expect(parseListPageHtml("<html><body><p>Log in</p></body></html>", context).failure).toContain(
      "no paper on the page",
    );
  });

  test("is told from text", () => {
    expect(isHtml(withData)).toBe(true);
    expect(isHtml("Daily Papers\n\nJun 17\n\nA Title with <b>")).toBe(false);
  });

  test("any damage is survived", () => {
    survivesAnything(parseListPageHtml, withData);
    survivesAnything(parseListPageHtml, withoutData);
  });
});
