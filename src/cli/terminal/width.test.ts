import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pad, printable, truncate, widthOf, wrap } from "./width.ts";

describe("the width of a text", () => {
  test("counts columns, not characters: wide ones take two, combining and invisible ones none", () => {
    expect(widthOf("layer")).toBe(5);
    expect(widthOf("論文")).toBe(4);
    expect(widthOf("e\u0301")).toBe(1);
    expect(widthOf("a\u200bb")).toBe(2);
    expect(widthOf("👩‍🔬")).toBe(2);
    expect(widthOf("❤️")).toBe(2);
  });
  test("the signs of a strip take one column each", () => {
    expect(widthOf("●◐○✕–·")).toBe(6);
  });
  test("colours take none", () => {
    expect(widthOf("\u001b[32mok\u001b[39m")).toBe(2);
  });
});

test("padding fills up to the width on either side, and leaves longer texts alone", () => {
  expect(pad("論", 4)).toBe("論  ");
  expect(pad("7", 3, "right")).toBe("  7");
  expect(pad("long", 2)).toBe("long");
});

describe("truncating", () => {
  test("marks what is missing and never splits a character", () => {
    expect(truncate("Layer Normalization", 9)).toBe("Layer No…");
    expect(truncate("論文論文", 6)).toBe("論文…");
    expect(truncate("fits", 4)).toBe("fits");
  });
});

describe("wrapping", () => {
  test("breaks between words", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  });
  test("breaks a word only where it is wider than a line", () => {
    expect(wrap("a incomprehensible", 6)).toEqual(["a", "incomp", "rehens", "ible"]);
  });
  test("an empty text is one empty line", () => {
    expect(wrap("", 10)).toEqual([""]);
  });
  test("no line is wider than asked, and no word is lost", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 4, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});

test("what other people wrote cannot move the cursor, ring a bell or turn the line around", () => {
  expect(printable("a\u001b[2Jb\u0007c\nd\u202ee")).toBe("ab c de");
});
