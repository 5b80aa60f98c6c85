import type { PaperSummary } from "#library/catalogue";
import { describe, expect, test } from "vitest";
import { byline, byYear, toEntry } from "./entries.ts";

const paper: PaperSummary = {
  slug: "a-paper",
  title: "A <paper>",
  summary: "It is short. It says little.",
  brief: "It is short.",
  published: "2024-06-24",
  listed: null,
  authorCount: 3303,
  authors: [],
  organization: "A laboratory",
  venue: null,
  topics: [{ slug: "depth", name: "Depth" }],
  comments: 1,
  votes: 0,
  source: null,
  experiment: null,
  runs: 0,
  claims: [{ id: "a", says: "it works", verdict: null, proxy: false, scale: "reduced" }],
  reproduced: { direct: 0, proxy: 0, total: 1 },
};

describe("a paper as one entry of a list", () => {
  test("says in words what its strip shows, and what it claims where nothing measures that", () => {
    expect(toEntry(paper)).toMatchObject({
      title: "A &#60;paper&#62;",
      brief: "It is short.",
      marks: ["none"],
      reproduced: "1 claim, none measured yet",
      runs: null,
      claim: { says: "it works", more: 0 },
      comments: 1,
    });
    expect(toEntry({ ...paper, claims: [] }).claim).toBeNull();
    expect(toEntry({ ...paper, brief: "Costs $O(n^2)$." }).brief).toContain("<msup>");
  });
  test("says how long a run takes before anybody presses Run", () => {
    const preset = { seeds: 1, seconds: { node: 20, browser: 42 } };
    const experiment = {
      presets: { quick: preset, full: preset },
      measures: [],
      datasets: [],
      charts: {},
      untuned: false,
    };
    expect(toEntry({ ...paper, experiment })).toMatchObject({ runs: "runs, 40 s", claim: null });
  });
});

describe("a byline", () => {
  test("names three authors and counts the rest", () => {
    expect(byline({ ...paper, authors: ["A", "B", "C", "D"], authorCount: 31 })).toBe("A, B, C and 28 more");
    expect(byline({ ...paper, authors: ["A", "B"], authorCount: 2 })).toBe("A, B");
  });
  test("counts authors whose names are not known, and falls back to the organization", () => {
    expect(byline(paper)).toBe("3\u202f303 authors");
    expect(byline({ ...paper, authorCount: null })).toBe("A laboratory");
    expect(byline({ ...paper, authorCount: null, organization: null })).toBeNull();
  });
});

test("papers stand under their year, those without one at the end of the list", () => {
  const groups = byYear([
    paper,
    { ...paper, published: "2024-01-01" },
    { ...paper, published: "2016-07-21" },
    { ...paper, published: null },
  ]);
  expect(groups.map(({ title, entries }) => [title, entries.length])).toEqual([
    ["2024", 2],
    ["2016", 1],
    ["Undated", 1],
  ]);
});
