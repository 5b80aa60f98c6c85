import { describe, expect, test } from "vitest";
import { parseHfDaily } from "./hf-daily.ts";
import { context, survivesAnything, survivesAnyJson } from "./testing.ts";

const entry = (more: object = {}, outer: object = {}) => ({
  paper: {
    id: "2611.00001",
    authors: [
      { _id: "a1", name: "A. Author", hidden: false, status: "claimed_verified" },
      { _id: "a2", name: "Not An Author", hidden: true },
      { _id: "a3", name: "B. Author", hidden: false },
    ],
    publishedAt: "2026-11-18T17:00:00.000Z",
    submittedOnDailyAt: "2026-11-20T00:00:00.000Z",
    title: "A Made Up Paper",
    summary: "It breaks\nits lines\nhard.",
    upvotes: 0,
    githubRepo: "https://github.com/example/made-up",
    githubStars: 3,
    ai_summary: "Somebody's summary.",
    organization: { _id: "o1", name: "example-lab", fullname: "Example Lab" },
    ...more,
  },
  publishedAt: "2026-11-19T21:30:00.000Z",
  title: "A Made Up Paper",
  summary: "It breaks\nits lines\nhard.",
  numComments: 2,
  submittedBy: { _id: "u1", user: "somebody" },
  ...outer,
});
const parse = (...entries: unknown[]) => parseHfDaily(JSON.stringify(entries), context);

describe("a list of daily papers", () => {
  test("with half a character in an id still makes an address of it", () => {
    expect(parse(entry({ id: "half \ud800" })).drafts).toMatchObject([
      { url: expect.stringContaining("half%20%EF%BF%BD") },
    ]);
  });
  test("gives its papers with the day of the list", () => {
    expect(parse(entry())).toEqual({
      drafts: [
        {
          source: "hf-daily",
          sourceId: "2611.00001",
          title: "A Made Up Paper",
          abstract: "It breaks its lines hard.",
          authors: [{ name: "A. Author" }, { name: "B. Author" }],
          authorCount: 2,
          organization: "Example Lab",
          published: "2026-11-18",
          listed: "2026-11-20",
          arxiv: "2611.00001",
          doi: null,
          url: "https://huggingface.co/papers/2611.00001",
          code: "https://github.com/example/made-up",
          categories: [],
          votes: 0,
          comments: 2,
        },
      ],
      rejected: [],
    });
  });

  test("no votes and no comments are 0, unknown ones are null", () => {
    expect(parse(entry({ upvotes: 0 }, { numComments: 0 })).drafts[0]).toMatchObject({ votes: 0, comments: 0 });
    expect(parse(entry({ upvotes: null }, { numComments: undefined })).drafts[0]).toMatchObject({
      votes: null,
      comments: null,
    });
  });

  test("the day is New York's where a moment is given, and the outer one where the inner is missing", () => {
    expect(parse(entry({ submittedOnDailyAt: "2026-11-20T03:00:00.000Z" })).drafts[0].listed).toBe("2026-11-19");
    expect(parse(entry({ submittedOnDailyAt: null })).drafts[0].listed).toBe("2026-11-19");
  });

  test("a paper asked for alone comes without its wrapper", () => {
    expect(parseHfDaily(JSON.stringify(entry().paper), context).drafts[0]).toMatchObject({
      arxiv: "2611.00001",
      comments: null,
    });
  });

  test("an empty list is empty, not broken", () => {
    expect(parse()).toEqual({ drafts: [], rejected: [] });
  });
});

describe("what goes wrong", () => {
  test("an error in place of a list says why", () => {
    expect(parseHfDaily('{"error":"Invalid date"}', context).failure).toBe("not a list of papers: Invalid date");
  });

  test("a web page in place of a list says so", () => {
    expect(parseHfDaily("<!DOCTYPE html><title>502 Bad Gateway</title>", context).failure).toBe(
      'the answer is a web page ("502 Bad Gateway"), not JSON',
    );
  });

  test("a bad entry is rejected, the rest is in", () => {
    const { drafts, rejected } = parse(
      null,
      entry({ title: 7 }, { title: null }),
      {},
      entry({ id: "x".repeat(10_000) }),
    );
    expect(drafts.map(({ title }) => title)).toEqual(["7"]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      "no title",
      "no title",
      "id of 10000 characters (at most 300)",
    ]);
  });

  test("half an answer gives its whole entries and says so", () => {
    const text = JSON.stringify([entry(), entry({ id: "2611.00002" })]);
    const { drafts, rejected, failure } = parseHfDaily(text.slice(0, -40), context);
    expect(drafts.map(({ arxiv }) => arxiv)).toEqual(["2611.00001"]);
    expect(failure).toContain("1 complete entries were read");
    expect(rejected.map(({ at }) => at)).toEqual(["document", "entry 2"]);
  });

  test("any damage is survived", () => {
    survivesAnything(parseHfDaily, JSON.stringify([entry(), entry({ id: "2611.00002" })]));
    survivesAnyJson(parseHfDaily, [...Object.keys(entry().paper), "paper", "hidden", "fullname"], (inner) => [
      { paper: inner },
      inner,
    ]);
  });
});
