import { expect, test } from "vitest";
import { definePaper, isArxivId, isDay } from "./paper.ts";

test.each(["2025-03-13", "2024-02-29", "1997-12-31"])("%s is a day", (day) => expect(isDay(day)).toBe(true));
test.each(["2026-02-30", "2025-02-29", "2025-13-01", "2025-3-13", "2025-03", "2025-03-13T00:00", "today", ""])(
  "%s is none",
  (text) => expect(isDay(text)).toBe(false),
);

test("an arXiv id has no version and nothing around it", () => {
  expect(["2503.10622", "0704.0001"].map(isArxivId)).toEqual([true, true]);
  expect(["2503.10622v2", "arXiv:2503.10622", "2503.106", "cs/0112017"].some(isArxivId)).toBe(false);
});

test("a paper whose day or id is none is refused, with its name", () => {
  const paper = {
    ...{ slug: "a-norm", title: "A Norm", published: "2025-03-13", authors: 1, arxiv: null, code: null },
    ...{ summary: "It divides.", topics: ["normalization"], claims: {} },
  };
  expect(() => definePaper({ ...paper, published: "2026-02-30" })).toThrow('paper "a-norm": published is not a day');
  expect(() => definePaper({ ...paper, arxiv: "2503.1v2" })).toThrow('paper "a-norm": not an arXiv id');
});
