import { expect, test } from "vitest";
import type { SearchAnswer, SearchRequest } from "../search/search.ts";
import { findNewBy } from "./find-new.ts";

test("a saved search counts its days from the digest's day, and gives up none of its filters", async () => {
  const asked: SearchRequest[] = [];
  const findNew = findNewBy({
    find: async (request) => {
      asked.push(request);
      return { hits: [{ paper: { slug: "a" } }], corrected: null } as unknown as SearchAnswer;
    },
  });
  expect(await findNew("attention this week", new Date("2026-11-10T00:00:00Z"), "2026-11-17")).toEqual(["a"]);
  expect(asked).toEqual([
    {
      text: "attention this week",
      filters: { from: "2026-10-11" },
      limit: 20,
      today: "2026-11-17",
      relax: false,
    },
  ]);
});
