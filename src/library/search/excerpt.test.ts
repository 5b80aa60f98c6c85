import { expect, test } from "vitest";
import { excerptOf, marksIn } from "./excerpt.ts";

const marked = (text: string, marks: readonly (readonly [number, number])[]) =>
  marks.map(([from, to]) => text.slice(from, to));

test("marks every form of a word, with its accents, and nothing inside a formula", () => {
  const text = "Naïve learners learn $learning_n$; “Learning” is learned.";
  expect(marked(text, marksIn(text, new Set(["learn", "naiv"])))).toEqual(["Naïve", "learn", "Learning", "learned"]);
});

test("an excerpt is the sentences that answer, with what fits around them", () => {
  const text = `${"Nothing here at all. ".repeat(30)}The answer is a rare beetle. ${"Nothing there. ".repeat(30)}`;
  const { text: excerpt, marks } = excerptOf(text, new Map([["beetl", 3]]))!;
  expect(marked(excerpt, marks)).toEqual(["beetle"]);
  expect(excerpt.startsWith("… The answer")).toBe(true);
  expect(excerpt.length).toBeLessThan(280);
});

test("an excerpt never ends within a formula, nor within a character", () => {
  const formula = `$${"x+".repeat(150)}x$`;
  const cut = excerptOf(`${"word ".repeat(70)}${formula} and so on ${"😀".repeat(200)}`, new Map([["word", 1]]))!;
  expect(cut.text.split("$").length % 2).toBe(1);
  expect(cut.text).not.toMatch(/\p{Cs}/u);
  expect(excerptOf("😀".repeat(500), new Map())!.text).not.toMatch(/\p{Cs}/u);
  expect(excerptOf(" \n ", new Map())).toBeNull();
});
