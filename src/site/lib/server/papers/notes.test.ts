import { describe, expect, test } from "vitest";
import { sections } from "./notes.ts";

describe("a paper's README on its page", () => {
  test("is split at its second-level headings; the first-level title stays in the file", () => {
    const parts = sections("# Title\n\nintro\n\n## Reproduced\n\nAll.\n\n## Decided by us\n\n- eps is `1e-5`\n");
    expect(parts.map(({ title }) => title)).toEqual(["Reproduced", "Decided by us"]);
    expect(parts[1].html).toContain("<li>eps is <code>1e-5</code></li>");
  });
  test("has its formulas as MathML, in text and emphasis but not in code", () => {
    const [{ html }] = sections("## A\n\nwith $x^2$, *and $y$*, not `$z$`");
    expect(html.match(/<math/g)).toHaveLength(2);
    expect(html).toContain("<code>$z$</code>");
  });
  test("has raw HTML as text", () => {
    const [{ html }] = sections("## A\n\n<script>alert(1)</script>\n\nand <b>bold</b>");
    expect(html).not.toMatch(/<(script|b)>/);
  });
  test("has tables that the keyboard reaches, because they scroll where there is no room", () => {
    expect(sections("## A\n\n| a | b |\n| - | - |\n| 1 | 2 |")[0].html).toContain('<table tabindex="0">');
  });
  test("with an empty section is an empty section", () => {
    expect(sections("## A")).toEqual([{ title: "A", html: "" }]);
  });
});
