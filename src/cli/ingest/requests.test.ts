import { describe, expect, test } from "vitest";
import { services, type ServiceName } from "#library/ingest/services/services";
import { UsageError } from "../failure.ts";
import { networkJob, optionsOf, requestFor, type Query } from "./requests.ts";

test("every source can be asked from the command line", () => {
  expect(Object.keys(optionsOf).sort()).toEqual(Object.keys(services).sort());
});

describe("options become a request", () => {
  test.each<[ServiceName, Query, object]>([
    ["arxiv-search", { query: "cat:cs.LG", max: "50" }, { query: "cat:cs.LG", max: 50 }],
    ["arxiv-ids", { ids: "1607.06450, 1910.07467" }, { ids: ["1607.06450", "1910.07467"] }],
    ["arxiv-feed", { category: "cs.LG,stat.ML" }, { categories: ["cs.LG", "stat.ML"] }],
    ["arxiv-oai", { from: "2026-11-20", set: "cs" }, { from: "2026-11-20", set: "cs" }],
    ["hf-daily", { week: "2026-W25" }, { week: "2026-W25" }],
    ["openalex", { search: "layer normalization" }, { search: "layer normalization" }],
    ["crossref", { ids: "10.1000/a" }, { ids: ["10.1000/a"] }],
  ])("%s %j", (name, query, request) => {
    expect(requestFor(name, query)).toEqual(request);
  });
  test("a harvest of all of arXiv is not begun by leaving out a day", () => {
    expect(() => requestFor("arxiv-oai", {})).toThrow(UsageError);
  });
});

test("the same request is the same job, so that it finds its place again, and a secret is no part of it", () => {
  const keys = { contact: "me@example.org", semanticScholarKey: "secret", openAlexKey: undefined };
  const job = (query: Query) =>
    networkJob("semantic-scholar", requestFor("semantic-scholar", query), keys, {
      asOf: "2026-11-23",
      signal: new AbortController().signal,
    });
  expect(job({ search: "a" }).key).toBe(job({ search: "a" }).key);
  expect(job({ search: "a" }).key).not.toBe(job({ search: "b" }).key);
  expect(job({ search: "a" }).key).not.toContain("secret");
});
