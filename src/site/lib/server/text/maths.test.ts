import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainTitle, withMaths } from "./maths.ts";

describe("text with formulas", () => {
  test("becomes MathML between dollar signs and escaped text around them", () => {
    const html = withMaths("A <b>bound</b> of $\\frac{1}{2}$ & more");
    expect(html).toMatch(/^A &#60;b&#62;bound&#60;\/b&#62; of <math.*<mfrac>.*<\/math> &#38; more$/);
  });
  test("leaves prices alone", () => {
    expect(withMaths("from $5 to $6 a day")).toBe("from $5 to $6 a day");
  });
  test("shows a formula that cannot be read as it was written", () => {
    expect(withMaths("see $\\nosuch{<x>}$")).toBe("see <code>\\nosuch{&#60;x&#62;}</code>");
  });
  test("never lets a link, a class or a style through a formula", () => {
    const html = withMaths("$\\href{javascript:alert(1)}{x}$ $\\htmlStyle{color:red}{y}$ $\\includegraphics{z}$");
    expect(html).not.toMatch(/href=|style=|<img|<a /);
  });
  test("survives formulas that would expand without end", () => {
    expect(withMaths("$\\def\\a{\\a\\a}\\a$")).toContain("<code>");
  });
  test("has no tag that was in the text, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("<", ">", "$", "\\", "a", " ", '"', "&", "{", "}", "script") }),
        (text) => {
          expect(withMaths(text)).not.toMatch(/<(script|a)[ >]/);
        },
      ),
    );
  });
  test("as plain text loses its dollar signs only", () => {
    expect(plainTitle("On $\\alpha$-norms, for $5")).toBe("On \\alpha-norms, for $5");
  });
});
