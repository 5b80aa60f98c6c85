import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { voyagePair } from "./voyages.ts";

const pairs = Array.from({ length: 400 }, (_, at) => voyagePair(random(1).stream(`sentence ${at}`)));
const copied = (sentence: string) => (sentence.match(/[A-Z]\w+|\d+/g) ?? []).toSorted();

describe("sentences of voyages", () => {
  test("have every name and number on both sides, letter by letter", () => {
    for (const { source, target } of pairs) expect(copied(target)).toEqual(copied(source));
    expect(new Set(pairs.flatMap(({ source }) => copied(source))).size).toBeGreaterThan(150);
  });

  test("have the verb last in each clause, which agrees with the subject in number", () => {
    for (const { source, target } of pairs) {
      const clauses = source.split(" and ");
      expect(target.split(" e ")).toHaveLength(clauses.length);
      for (const [at, clause] of target.split(" e ").entries()) {
        expect(clause).toMatch(/(sek|vid|port|las)(as|en)$/);
        const single = /(follows|sees|carries|leaves) /.test(clauses[at]);
        expect(clause.endsWith("as")).toBe(single);
      }
    }
  });

  test("put the place first, and an adjective behind its noun with the same gender, number and case", () => {
    for (const { source, target } of pairs)
      for (const [at, clause] of target.split(" e ").entries()) {
        expect(clause.startsWith("ne ")).toBe(source.split(" and ")[at].includes(" near "));
        for (const [, noun, adjective] of clause.matchAll(/\b\w+?([oi]r?[nm]?) (?:ved|blan|gran)([oi]r?[nm]?)\b/g))
          expect(adjective).toBe(noun);
      }
  });

  test("have as many clauses as asked for", () => {
    const long = Array.from({ length: 20 }, (_, at) => voyagePair(random(2).stream(`${at}`), { clauses: [3, 4] }));
    expect(new Set(long.map(({ source }) => source.split(" and ").length))).toEqual(new Set([3, 4]));
  });
});
