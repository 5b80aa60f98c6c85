import { describe, expect, test } from "vitest";
import { highlight, importLine, paperSource } from "./source.ts";

describe("highlighted source", () => {
  test("has a class per kind of token and no style of its own", async () => {
    const html = await highlight('/** Says it. */\nexport const answer = (x: number) => x + 42; // "why"');
    expect(html).toContain('<span class="t-comment">/** Says it. */</span>');
    expect(html).toContain('<span class="t-keyword">export</span>');
    expect(html).not.toContain("style=");
  });
  test("is escaped", async () => {
    expect(await highlight("const a = `<img src=x onerror=alert(1)>`;")).not.toContain("<img");
  });
  test("keeps every line and every character", async () => {
    const code = "const a = 1 < 2;\n\n\tif (a) {}\n";
    const html = await highlight(code);
    const text = html.replace(/<[^>]+>/g, "").replace(/&#(\d+);/g, (_, sign) => String.fromCharCode(Number(sign)));
    expect(text).toBe(code);
  });
  test("of a paper that has no such file is null, whatever the name", async () => {
    expect(await paperSource("no-such-paper", "method")).toBeNull();
    expect(await paperSource("../kit", "method")).toBeNull();
    expect(await paperSource("__proto__", "method")).toBeNull();
  });
});

test("the import line names the first export of the method", () => {
  expect(importLine("layer-norm", ["layerNorm", "layerNormGru"])).toBe(
    'import { layerNorm } from "papertape/papers/layer-norm";',
  );
  expect(importLine("layer-norm", [])).toBeNull();
});
