import { expect, test } from "vitest";
import { rememberedOutput } from "../testing.ts";
import { table } from "./table.ts";
import { widthOf } from "./width.ts";

const { output } = rememberedOutput();
const head = [{ header: "paper" }, { header: "title", narrow: "cut" }, { header: "n", align: "right" }] as const;

test("columns are aligned by the width of what they hold, wide characters included", () => {
  const text = table(
    output,
    head,
    [
      ["論文", "A", "1"],
      ["abc", "Long title", "20"],
    ],
    null,
  );
  expect(text.split("\n")).toEqual([
    "paper  title        n", //
    "論文   A            1",
    "abc    Long title  20",
  ]);
});

test("a column that may be cut gives way until the table fits", () => {
  const text = table(output, head, [["abc", "A title that is far too long for this", "20"]], 30);
  expect(text.split("\n")[1]).toBe("abc    A title that is fa…  20");
  expect(Math.max(...text.split("\n").map(widthOf))).toBe(30);
});

test("a column that may wrap grows downwards, and the others stay on its first line", () => {
  const columns = [{ header: "says", narrow: "wrap" }, { header: "verdict" }] as const;
  expect(table(output, columns, [["halves the loss of the model", "holds"]], 24).split("\n")).toEqual([
    "says             verdict",
    "halves the loss  holds",
    "of the model",
  ]);
});

test("without a terminal nothing is cut", () => {
  const long = "x".repeat(300);
  expect(table(output, head, [["a", long, "1"]], null)).toContain(long);
});
