import { describe, expect, test } from "vitest";
import { random } from "#engine";
import * as tables from "./tables.ts";

const grid = [
  ["Year", "A | B", 'say "x", y'],
  ["2001", "<10>", "a & b"],
  ["2002", "", "0"],
];

describe("a table", () => {
  test("comes back from Markdown, HTML and CSV as it went, whatever signs its cells hold", () => {
    const stream = random(3).stream("cells");
    const pieces = ["a", "7", " b", '"', ",", "<", "&", "|", "工资", "é"];
    const cell = () =>
      Array.from(stream.integers(1 + stream.integers(1, 5)[0], pieces.length), (at) => pieces[at])
        .join("")
        .trim();
    const grids = Array.from({ length: 40 }, () =>
      Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => cell() || "x")),
    );
    for (const one of [grid, ...grids]) {
      expect(tables.readMarkdownTable(tables.writeMarkdownTable(one))).toEqual(one);
      expect(tables.readHtmlTable(tables.writeHtmlTable(one))).toEqual(one);
      expect(tables.readCsv(tables.writeCsv(one))).toEqual(one);
    }
  });

  test("of HTML has what spans in each of its rows and columns, and no caption", () =>
    expect(
      tables.readHtmlTable(
        "<table><caption>T</caption><tr><th rowspan='2'>a</th><th colspan=2>b<br>c</th></tr><tr><td>1</td><td>2&nbsp;%</td></tr><tr><td></td></tr></table>",
      ),
    ).toEqual([
      ["a", "b c", "b c"],
      ["a", "1", "2 %"],
    ]));

  test("is transposed, cut to its shortest row", () => {
    expect(
      tables.transposed([
        ["", "a"],
        ["x", "1", "2"],
      ]),
    ).toEqual([
      ["", "x"],
      ["a", "1"],
    ]);
    expect([tables.transposed([["a", "b"]]), tables.transposed([["a"], ["b"]])]).toEqual([null, null]);
  });

  test("that is none, or is hostile, is small or empty", () => {
    for (const read of [tables.readMarkdownTable, tables.readHtmlTable])
      expect(read("no table <td> | here")).toEqual([]);
    const wide = tables.readHtmlTable(
      '<table><tr><td colspan="1000000" rowspan="1000000">x</td></tr><tr><td>y</td></tr></table>',
    );
    expect(wide.flat().length).toBeLessThan(5_000);
    // HTML may leave ends out.
    expect(tables.readHtmlTable("<table><tr><td>open")).toEqual([["open"]]);
    expect(tables.readCsv('"never closed, a')).toEqual([["never closed, a"]]);
  });
});
