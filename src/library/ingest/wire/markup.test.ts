import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "../formats/testing.ts";
import { decodeEntities, decodeHtml, stripMarkup } from "./markup.ts";

describe("entities", () => {
  test("are decoded once", () => {
    expect(decodeEntities("&amp;lt;b&amp;gt; &lt; &#233;&#xE9; &apos;")).toBe("&lt;b&gt; < éé '");
  });

  test("that XML does not know stay, unless HTML is read", () => {
    expect(decodeEntities("a&nbsp;b&ndash;c")).toBe("a&nbsp;b&ndash;c");
    expect(decodeHtml("a&nbsp;b&ndash;c&unheard;")).toBe("a\u00a0b–c&unheard;");
  });

  test("of characters that do not exist become the replacement character", () => {
    expect(decodeEntities("&#0;&#xD800;&#99999999;")).toBe("\ufffd\ufffd\ufffd");
  });

  test("named like members of an object are not looked up there", () => {
    expect(decodeEntities("&constructor;&toString;")).toBe("&constructor;&toString;");
  });
});

describe("markup", () => {
  test("JATS becomes paragraphs, its heading goes", () => {
    expect(
      stripMarkup(
        "<jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>.</jats:p>\n<jats:p>Three</jats:p>",
      ),
    ).toBe("One two.\n\nThree");
  });

  test("a formula is kept by its TeX", () => {
    const formula = (tex: string) =>
      `x <jats:inline-formula><jats:alternatives><jats:tex-math>${tex}</jats:tex-math><mml:math><mml:mi>n</mml:mi></mml:math></jats:alternatives></jats:inline-formula> y`;
    expect(stripMarkup(formula("$n$"))).toBe("x $n$ y");
    expect(stripMarkup(formula("<![CDATA[\\documentclass{a} \\begin{document}$$n$$\\end{document}]]>"))).toBe(
      "x $$n$$ y",
    );
    expect(stripMarkup(formula("n^2"))).toBe("x $n^2$ y");
  });

  test("scripts go with everything in them", () => {
    expect(stripMarkup("a<script>alert('<b>')</script>b<style>p{}</style>c")).toBe("abc");
  });

  test("signs that are no tags stay", () => {
    expect(stripMarkup("p < 0.05 and a<b, 3 > 2 &lt;i&gt;")).toBe("p < 0.05 and a<b, 3 > 2 <i>");
  });

  test("any text is survived", () => {
    fc.assert(fc.property(anyText(), (text) => typeof stripMarkup(text) === "string"));
  });
});
