import { expect, test } from "vitest";
import { linked } from "./linked.ts";

const name = {
  ...{ start: 4, end: 14, entity: "my-methods:a&b", name: 'a "name"', definition: "<what> it is" },
  ...{ score: 1, foundBy: "name" as const },
};

test("names become links to what mentions the same, formulas stay formulas, and everything else is escaped", () => {
  const html = linked("A < layer norm, $x$ & LN", [
    name,
    { ...name, start: 22, end: 24, definition: null, score: 0.9, foundBy: "abbreviation" },
  ]);
  expect(html.startsWith("A &#60; <a ")).toBe(true);
  expect(html).toContain('href="/search?entity=my-methods%3Aa%26b"');
  expect(html).toContain('title="a &#34;name&#34;: &#60;what&#62; it is">layer norm</a>, <math');
  expect(html).toContain('title="a &#34;name&#34; (by its long form, 0.90 of 1)">LN</a>');
  expect(html).not.toContain("<what>");
});

test("without names an abstract is what it was", () => {
  expect(linked("a & b", [])).toBe("a &#38; b");
});
