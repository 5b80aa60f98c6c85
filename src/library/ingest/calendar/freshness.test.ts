import { expect, test } from "vitest";
import { judgeLook, type BatchFacts, type Look } from "./freshness.ts";

const monday: BatchFacts = { day: "2026-11-23", papers: 200, newestId: "2611.15000" };
const friday: BatchFacts = { day: "2026-11-20", papers: 180, newestId: "2611.14000" };
const look = (facts: Partial<Look>): Look => ({
  source: "arxiv-feed",
  day: "2026-11-23",
  now: new Date("2026-11-23T12:00:00Z"),
  found: monday,
  last: friday,
  ...facts,
});

test("a list with greater ids than the last is fresh", () => {
  expect(judgeLook(look({}))).toEqual({ state: "fresh", says: "200 papers", keep: "new" });
  expect(judgeLook(look({ last: null }))).toMatchObject({ state: "fresh" });
});

test("yesterday's list under today's date is stale", () => {
  expect(judgeLook(look({ found: { ...monday, newestId: "2611.14000" } }))).toEqual({
    state: "stale",
    says: "still the list of 2026-11-20, whatever its build date says",
    keep: "last",
  });
});

test("a list that says itself that it is an earlier day's is stale", () => {
  expect(judgeLook(look({ found: friday }))).toMatchObject({ state: "stale", keep: "last" });
});

test("looking twice on one day is no staleness", () => {
  expect(judgeLook(look({ last: monday }))).toMatchObject({ state: "fresh" });
});

test("a list that shrank never takes the place of a full one", () => {
  expect(judgeLook(look({ found: { ...monday, papers: 1 }, last: monday }))).toEqual({
    state: "shrunken",
    says: "200 papers before, 1 now: the earlier list is kept",
    keep: "last",
  });
  expect(judgeLook(look({ found: null, last: monday }))).toMatchObject({ state: "shrunken", keep: "last" });
});

test("a few papers fewer are withdrawals", () => {
  expect(judgeLook(look({ found: { ...monday, papers: 195 }, last: monday }))).toMatchObject({
    state: "fresh",
    keep: "new",
  });
});

test("an empty day says why", () => {
  expect(judgeLook(look({ found: null }))).toMatchObject({ state: "late", keep: "last" });
  expect(judgeLook(look({ found: null, day: "2026-11-22" }))).toMatchObject({ state: "weekend" });
  expect(judgeLook(look({ found: null, day: "2026-11-27", now: new Date("2026-11-27T12:00:00Z") }))).toMatchObject({
    state: "holiday",
  });
  expect(judgeLook(look({ found: { ...monday, papers: 0 }, now: new Date("2026-11-23T05:10:00Z") }))).toMatchObject({
    state: "not-yet",
  });
});

test("a failure is not a quiet day, and a rate limit not a failure", () => {
  const failure = { kind: "rate-limited", says: "rate-limited: HTTP 429" } as const;
  expect(judgeLook(look({ found: null, failure }))).toEqual({
    state: "rate-limited",
    says: "rate-limited: HTTP 429",
    keep: "last",
  });
  expect(
    judgeLook(look({ found: null, failure: { kind: "document", says: "the answer is a web page" } })),
  ).toMatchObject({ state: "failed" });
});

test("half a list is shown while there is no better one", () => {
  const failure = { kind: "document", says: "the document is not whole" } as const;
  expect(judgeLook(look({ found: { ...monday, papers: 40 }, failure }))).toMatchObject({
    state: "failed",
    keep: "new",
  });
  expect(judgeLook(look({ found: { ...monday, papers: 40 }, last: monday, failure }))).toMatchObject({
    state: "failed",
    keep: "last",
  });
});
