import { describe, expect, test } from "vitest";
import { saysOfSearch } from "./search.ts";

describe("what search can do is said", () => {
  test("by words alone, with the reason", () => {
    expect(saysOfSearch({ papers: 1_234, typos: true, vectors: { state: "off", reason: "no model is named" } })).toBe(
      "1\u202f234 papers can be found by their words (BM25). Search by meaning is off: no model is named.",
    );
  });
  test("by meaning too, with the model and how far it is", () => {
    const vectors = { state: "on", model: "made/up", embedded: 1, judged: null } as const;
    expect(saysOfSearch({ papers: 2, typos: true, vectors })).toBe(
      "2 papers can be found by their words (BM25) and by meaning (made/up); the model has read 1 paper.",
    );
  });
});
