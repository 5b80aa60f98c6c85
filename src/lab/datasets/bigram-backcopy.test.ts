import { beforeAll, expect, test } from "vitest";
import { windowsAt } from "./batches.ts";
import { bigramBackcopy, type BackcopyText } from "./bigram-backcopy.ts";

let text: BackcopyText;
beforeAll(async () => {
  text = await bigramBackcopy({ train: 50_000, validation: 1000 });
});

test("after a trigger comes the letter before it, after any other letter one that follows it in the book", () => {
  const { vocabulary, train, triggers } = text;
  expect(triggers.map((code) => vocabulary.symbols[code])).toEqual(["t", "e", "a"]);
  const u = vocabulary.symbols.indexOf("u");
  const q = vocabulary.symbols.indexOf("q");
  let afterQ = 0;
  for (let at = 2; at < train.length; at++) {
    if (triggers.includes(train[at - 1])) expect(train[at]).toBe(train[at - 2]);
    else if (train[at - 1] === q) {
      expect(train[at]).toBe(u);
      afterQ++;
    }
  }
  expect(afterQ).toBeGreaterThan(5);
});

test("is the same text at each call, in two parts of the lengths asked for", async () => {
  expect([text.train.length, text.validation.length]).toEqual([50_000, 1000]);
  expect((await bigramBackcopy({ train: 1000, validation: 500 })).train).toEqual(text.train.subarray(0, 1000));
});

test("has one code more than letters, which begins every window and is nowhere in the text", () => {
  const { vocabulary, start, train } = text;
  expect([vocabulary.size, start]).toEqual([41, 40]);
  expect(vocabulary.symbols).toHaveLength(41);
  expect(train).not.toContain(start);
  const { inputs, targets } = windowsAt(train, [5], 4, start);
  expect([...inputs]).toEqual([start, ...train.subarray(5, 8)]);
  expect([...targets]).toEqual([...train.subarray(5, 9)]);
});
