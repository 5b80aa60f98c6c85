import { expect, test } from "vitest";
import { excerptOf, marksIn, type Wanted } from "./excerpt.ts";

const words = (...terms: string[]): Wanted => ({ weights: new Map(terms.map((term) => [term, 1])), phrases: [] });

const marked = (text: string, marks: readonly (readonly [number, number])[]) =>
  marks.map(([from, to]) => text.slice(from, to));

test("marks every form of a word, with its accents, and nothing inside a formula", () => {
  const text = "Naïve learners learn $learning_n$; “Learning” is learned.";
  expect(marked(text, marksIn(text, words("learn", "naiv")))).toEqual(["Naïve", "learn", "Learning", "learned"]);
});

test("an excerpt is the sentences that answer, with what fits around them", () => {
  const text = `${"Nothing here at all. ".repeat(30)}The answer is a rare beetle. ${"Nothing there. ".repeat(30)}`;
  const { text: excerpt, marks } = excerptOf(text, words("beetl"))!;
  expect(marked(excerpt, marks)).toEqual(["beetle"]);
  expect(excerpt.startsWith("… The answer")).toBe(true);
  expect(excerpt.length).toBeLessThan(280);
});

test("an excerpt never ends within a formula, nor within a character", () => {
  const formula = `$${"x+".repeat(150)}x$`;
  const cut = excerptOf(`${"word ".repeat(70)}${formula} and so on ${"😀".repeat(200)}`, words("word"))!;
  expect(cut.text.split("$").length % 2).toBe(1);
  expect(cut.text).not.toMatch(/\p{Cs}/u);
  expect(excerptOf("😀".repeat(500), words())!.text).not.toMatch(/\p{Cs}/u);
  expect(excerptOf(" \n ", words())).toBeNull();
});

test("marks what was quoted, another spelling of a word, and neighbours of an unspaced script as one", () => {
  const text = "A GPT-4 is no GPT 5; learning machines, machine learning.";
  const phrases = [
    [
      { term: "gpt", words: [] },
      { term: "4", words: [] },
    ],
    [
      { term: null, words: ["machine"] },
      { term: null, words: ["learning"] },
    ],
  ];
  expect(marked(text, marksIn(text, { weights: new Map(), phrases }))).toEqual(["GPT-4", "machine learning"]);
  expect(marked("基于注意力机制", marksIn("基于注意力机制", words("注意", "意力")))).toEqual(["注意力"]);
});

test("an excerpt and its marks end between the characters that a reader sees", () => {
  const { text } = excerptOf("स्वास्थ्य".repeat(100), words())!;
  expect(text).toMatch(/^(?:स्वास्थ्य)+(?:स्वा)? …$/);
  expect(excerptOf(`a${"\u0301".repeat(5_000)}`, words())!.text.length).toBeLessThan(430);
  // A pair of Thai letters ends before a vowel that is written into the second.
  expect(marked("การทำงาน", marksIn("การทำงาน", words("รท")))).toEqual(["รทำ"]);
});
