import { expect, test } from "vitest";
import { random } from "#engine";
import { Draw } from "../draw.ts";
import { sampleFilings } from "./filings.ts";

const filings = sampleFilings(new Draw(random(1).stream("filings")), 60);
const tables = filings.flatMap((filing) => filing.tables.map((table) => ({ filing, ...table })));

test("filings have one to three tables on four pages or more, nearly none of them ruled", () => {
  for (const { pages, tables } of filings) {
    expect(pages.length).toBeGreaterThanOrEqual(4);
    expect([1, 2, 3]).toContain(tables.length);
  }
  expect(tables.filter(({ ruled }) => ruled).length / tables.length).toBeLessThan(0.12);
});

test("what is right stands where it is said to stand", () => {
  for (const { filing, fragments, holdings } of tables) {
    const lines = fragments.flatMap(({ page, from, to }) => filing.pages[page].slice(from, to));
    for (const { name, marketValue } of holdings) {
      const digits = Math.abs(marketValue).toLocaleString("en-US");
      expect(lines.some((line) => line.includes(name) && line.includes(digits))).toBe(true);
    }
  }
});

test("tables run over pages, instruments have a long tail, and the same seed gives the same filings", () => {
  expect(Math.max(...tables.map(({ fragments }) => fragments.length))).toBeGreaterThan(3);
  const types = new Map<string, number>();
  for (const { type } of tables.flatMap(({ holdings }) => holdings)) types.set(type, (types.get(type) ?? 0) + 1);
  const counts = [...types.values()].sort((a, b) => b - a);
  expect(types.size).toBeGreaterThan(18);
  expect(counts[0]).toBeGreaterThan(20 * counts.at(-1)!);
  expect(sampleFilings(new Draw(random(1).stream("filings")), 3)).toEqual(filings.slice(0, 3));
});
