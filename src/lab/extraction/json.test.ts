import { describe, expect, test } from "vitest";
import { JsonNumber, readJson, toJson, toPlain } from "./json.ts";

const texts = [
  "null",
  " [1, 2.0, -0, 1e3, 0.5E-2] ",
  '{"a": {"b": []}, "c": "d\\n\\u00e9\\ud83d\\ude00/\\/", "": true, "__proto__": false}',
  '"\\ud800"',
];

describe("the reader", () => {
  test.each(texts)("reads %s as JSON.parse does", (text) => {
    expect(JSON.stringify(toPlain(readJson(text).value))).toBe(JSON.stringify(JSON.parse(text)));
  });

  test("keeps how a number was written", () => {
    const [a, b, c, d] = readJson("[2, 2.0, 2e0, 12345678901234567890]").value as JsonNumber[];
    expect([a, b, c].map(({ value }) => value)).toEqual([2, 2, 2]);
    expect([a, b, c].map(({ integer }) => integer)).toEqual([true, false, false]);
    expect(d.lexeme).toBe("12345678901234567890");
  });

  test("names keys that come twice, and lets the last one stand", () => {
    const { value, duplicates } = readJson('{"a": [{"b": 1, "b": 2}], "a": [{"b": 3, "b": 4}]}');
    expect(duplicates).toEqual(["a[0].b", "a", "a[0].b"]);
    expect(toPlain(value)).toEqual({ a: [{ b: 4 }] });
  });

  test.each([
    ["", "expected a value at position 0"],
    ["NaN", "expected a value"],
    ["[Infinity]", "expected a value at position 1"],
    ["01", "something follows the value at position 1"],
    ["[1,]", "expected a value at position 3"],
    ['{"a" 1}', 'expected ":" at position 5'],
    ["{a: 1}", 'expected "\\"" at position 1'],
    ['"ab', "the string has no end"],
    ['"a\nb"', "a control character"],
    ['"\\x"', "no such escape"],
    ['"\\u12g4"', "no such escape"],
    ["[1", 'expected ","'],
    ["nul", "expected a value"],
    ["[1] 2", "something follows"],
    ["[".repeat(100_000), "nested deeper than 500 at position 501"],
  ])("refuses %.20s, and says where", (text, reason) => {
    expect(() => readJson(text)).toThrow(reason);
  });
});

test("values of JavaScript become JSON and come back", () => {
  const value = { a: [1, 2.5, null, true], b: { c: "d" } };
  expect(toPlain(toJson(value))).toEqual(value);
  for (const wrong of [NaN, undefined, () => 1, 1n]) expect(() => toJson(wrong)).toThrow("no JSON");
});
