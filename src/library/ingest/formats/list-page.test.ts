import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { savedPage } from "../../testing/list-page.ts";
import { parseListPage } from "./list-page.ts";

const context = { asOf: "2026-11-23" };
const byTitle = (text: string) => new Map(parseListPage(text, context).drafts.map((draft) => [draft.title, draft]));

describe("a saved list page", () => {
  const page = parseListPage(savedPage, context);
  const drafts = byTitle(savedPage);

  test("has the latest day of its header as its own", () => {
    expect(page.pageDate).toBe("2026-06-17");
    expect(parseListPage(savedPage, { asOf: "2024-12-31" }).pageDate).toBe("2024-06-17");
    expect(parseListPage(savedPage, { asOf: "2026-06-17" }).pageDate).toBe("2026-06-17");
    expect(parseListPage(savedPage, { asOf: "2026-06-16" }).pageDate).toBe("2025-06-17");
  });

  test("gives every entry, in order, and rejects nothing", () => {
    expect(page.drafts.map(({ title }) => title)).toEqual([
      "Paper A: on made-up things",
      "Counting Sheep: Do Bigger Flocks Help?",
      "On Bylines",
      "Nobody Signed This",
      "A Laboratory Writes, with $O(n)$ Bounds and a Half",
      "Leap Days",
    ]);
    expect(page.rejected).toEqual([]);
    expect(page.warnings).toBeUndefined();
  });

  test("dates an entry by its year, or by the latest such day up to the page's own", () => {
    const published = Object.fromEntries(page.drafts.map(({ title, published: day }) => [title.slice(0, 12), day]));
    expect(published).toEqual({
      "Paper A: on ": "2024-06-24",
      "Counting She": "2026-04-06",
      "On Bylines": "2025-12-26",
      "Nobody Signe": null,
      "A Laboratory": "2025-06-18",
      "Leap Days": "2024-02-29",
    });
  });

  test("is the list of its own day, in its own order", () => {
    expect(page.drafts.map(({ listed, position }) => [listed, position])).toEqual(
      [0, 1, 2, 3, 4, 5].map((position) => ["2026-06-17", position]),
    );
  });

  test("reads the comment count glued behind the date", () => {
    expect(drafts.get("Paper A: on made-up things")!.comments).toBe(1);
    expect(drafts.get("Counting Sheep: Do Bigger Flocks Help?")!.comments).toBe(12);
    expect(drafts.get("On Bylines")!.comments).toBeNull();
  });

  test("counts authors, or names the organization once", () => {
    expect(drafts.get("Paper A: on made-up things")).toMatchObject({ authorCount: 3, organization: null });
    expect(drafts.get("On Bylines")).toMatchObject({ authorCount: 1, organization: null });
    expect(drafts.get("A Laboratory Writes, with $O(n)$ Bounds and a Half")).toMatchObject({
      authorCount: null,
      organization: "Invented Lab",
    });
    expect(drafts.get("Nobody Signed This")).toMatchObject({ authorCount: null, organization: null, comments: null });
  });

  test("keeps abstracts as written, formulas and all", () => {
    expect(drafts.get("Nobody Signed This")!.abstract).toContain("224{times}224 pixels, O~W_V !cdot! W_O");
    expect(drafts.get("On Bylines")!.abstract!.split("\n\n")).toHaveLength(2);
  });

  test("claims no more than the page says", () => {
    for (const draft of page.drafts)
      expect(draft).toMatchObject({
        source: "list-page",
        arxiv: null,
        doi: null,
        authors: [],
        votes: null,
      });
  });
});

describe("another shape of the same page", () => {
  test("line ends of Windows and trailing spaces change nothing", () => {
    const windows = savedPage.replaceAll("\n", "  \r\n");
    expect(parseListPage(windows, context)).toEqual(parseListPage(savedPage, context));
  });

  test("empty lines inside a byline change nothing", () => {
    const loose = savedPage.replaceAll("\n·\n", "\n\n·\n\n");
    expect(parseListPage(loose, context).drafts).toEqual(parseListPage(savedPage, context).drafts);
  });

  test("without a header, days are held against the given one", () => {
    const text = `A Title\n\n${"An abstract of some length. ".repeat(9)}\n\n  • 2 authors\n·\nNov 24`;
    expect(parseListPage(text, context)).toMatchObject({
      pageDate: "2026-11-23",
      drafts: [{ published: "2025-11-24" }],
    });
  });

  test("a day that does not exist is told; the paper is in without it", () => {
    const text = `A Title\n\n${"An abstract of some length. ".repeat(9)}\n\n  • 2 authors\n·\nFeb 30`;
    const { drafts, warnings } = parseListPage(text, context);
    expect(drafts).toMatchObject([{ title: "A Title", authorCount: 2, published: null }]);
    expect(warnings).toMatchObject([{ at: "line 1", reason: expect.stringContaining("Feb 30") as string }]);
  });

  test("what is neither title nor abstract nor byline is rejected with its line", () => {
    const text = `${savedPage}\n\nSubscribe for more`;
    const { drafts, rejected } = parseListPage(text, context);
    expect(drafts).toHaveLength(6);
    expect(rejected).toMatchObject([
      { reason: expect.stringContaining("neither") as string, excerpt: "Subscribe for more" },
    ]);
  });

  test("an overlong title is rejected, the rest is in", () => {
    const { drafts, rejected } = parseListPage(savedPage.replace("On Bylines", "long ".repeat(500)), context);
    expect(drafts.length + rejected.length).toBeGreaterThanOrEqual(5);
    expect(drafts.map(({ title }) => title)).toContain("Leap Days");
  });
});

test("any text is read without an exception, and nothing of it becomes an empty title", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("·", "  • 3 authors", "Apr 6", "\n", "\n\n", "Jun 24, 2024 1"),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { drafts, pageDate } = parseListPage(pieces.join("\n"), context);
      expect(pageDate <= context.asOf).toBe(true);
      for (const { title } of drafts) expect(title.trim()).not.toBe("");
    }),
  );
});
