import { expect, test } from "vitest";
import { hashTokenizer, lowerCharacters } from "./hashed.ts";

const tokenizer = hashTokenizer({ pieces: lowerCharacters, buckets: 64, marks: ["[CLS]", "[SEP]"] });

test("equal pieces have equal codes, above those of padding and marks", () => {
  expect(tokenizer.size).toBe(67);
  expect(tokenizer.marks).toEqual({ "[CLS]": 1, "[SEP]": 2 });
  const codes = tokenizer.encode("Abba");
  expect(codes).toEqual([codes[0], codes[1], codes[1], codes[0]]);
  expect(codes[0]).not.toBe(codes[1]);
  for (const code of tokenizer.encode("Ελλάδα 日本 🙂")) expect(code >= 3 && code < 67).toBe(true);
});

test("rows are cut and filled up with padding; marks are no text", () => {
  expect(Array.from(tokenizer.rows(["ab", "abcdef", ""], 4))).toEqual([
    ...[...tokenizer.encode("ab"), 0, 0],
    ...tokenizer.encode("abcd"),
    ...[0, 0, 0, 0],
  ]);
  expect(tokenizer.encode("[CLS]")).toHaveLength(5);
});
