import { expect, test } from "vitest";
import { mentionsIn } from "./mentions.ts";

test.each([
  ["@ada and (@Bob.) or @jean-luc.", ["ada", "Bob", "jean-luc"]],
  ["@ada @ada", ["ada"]],
  ["@Zoë_K, @山田", ["Zoë_K", "山田"]],
  ["mail ada@example.org or https://x.org/@ada", []],
  ["`@Override` and ```\n@ada\n``` but @bob", ["bob"]],
  ["@@ada @ada@bob @", ["ada"]],
  ["unfinished ``` @ada", []],
])("%j mentions %j", (markdown, names) => {
  expect(mentionsIn(markdown)).toEqual(names);
});

test("a comment mentions ten people at most, however long it is", () => {
  expect(mentionsIn(Array.from({ length: 1_000 }, (_, n) => `@a${n}`).join(" "))).toHaveLength(10);
});
