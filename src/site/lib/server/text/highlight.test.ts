import { expect, test } from "vitest";
import { marked } from "./highlight.ts";

test("words are marked, markup is text, and formulas are MathML", () => {
  expect(marked("Deep <b>nets</b>", [[0, 4]])).toBe("<mark>Deep</mark> &#60;b&#62;nets&#60;/b&#62;");
  expect(marked('x" onload="y', [[0, 1]])).not.toContain('"');
  const html = marked("Norms in $O(n)$ time", [
    [0, 5],
    [16, 20],
  ]);
  expect(html).toMatch(/^<mark>Norms<\/mark> in <math.*<\/math> <mark>time<\/mark>$/);
});

test("without marks it is the text with its formulas", () => expect(marked("a & b", [])).toBe("a &#38; b"));
