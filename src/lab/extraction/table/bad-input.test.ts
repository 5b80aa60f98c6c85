import { expect, test } from "vitest";
import { readAlignedTables } from "./aligned.ts";
import { readHtmlTables } from "./html.ts";
import { readLatexTables } from "./latex.ts";
import { readMarkdownTables } from "./markdown.ts";
import { readNumber } from "./numbers.ts";
import { textsOf, type ReadTables } from "./table.ts";

const seen = ({ tables, problems }: ReadTables) => ({ grids: tables.map(textsOf), problems });

test("a colspan of a million is cut to a thousand columns, and said", () => {
  const read = readHtmlTables('<table><tr><td colspan="1000000">x</td></tr></table>');
  expect(read.tables[0].rows[0]).toHaveLength(1_000);
  expect(read.problems).toEqual(["a colspan of 1000000 is cut", "row 1 has more than 1000 columns: the rest is cut"]);
  const latex = readLatexTables(String.raw`\begin{tabular}{c}\multicolumn{1000000}{c}{x} \\ \end{tabular}`);
  expect(latex.tables[0].rows[0]).toHaveLength(1_000);
  expect(latex.problems).toEqual(["row 1 has more than 1000 columns: the rest is cut"]);
});

test("a rowspan reaches to the end of the table and no further", () =>
  expect(seen(readHtmlTables("<table><tr><td rowspan=1000000>x<td>a<tr><td>b</table>"))).toEqual({
    grids: [
      [
        ["x", "a"],
        ["x", "b"],
      ],
    ],
    problems: [],
  }));

test("more cells than anybody reads are left out, and said", () => {
  const read = readHtmlTables(`<table>${"<tr><td colspan=1000>x".repeat(1_000)}</table>`);
  expect(read.tables[0].rows.flat().length).toBeLessThanOrEqual(200_000);
  expect(read.problems.join()).toContain("a table has more than 200000 cells");
});

test("a table in a cell is read as that cell's text, and said", () => {
  expect(
    seen(readHtmlTables("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>")),
  ).toEqual({
    grids: [[["a b c", "d"]]],
    problems: ["a table stands inside a cell: it is read as that cell's text"],
  });
  const latex = String.raw`\begin{tabular}{ll} a & \begin{tabular}{c} b \\ c \end{tabular} \\ \end{tabular}`;
  expect(seen(readLatexTables(latex))).toEqual({
    grids: [[["a", "b c"]]],
    problems: ["a table or list stands inside a cell: it is read as that cell's text"],
  });
});

test("ends that are missing are where a browser puts them", () => {
  expect(seen(readHtmlTables("<table><tr><th>a<th>b<tr><td>1<td><b>2")).grids).toEqual([
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ]);
  expect(seen(readLatexTables("\\begin{tabular}{ll} a & b"))).toEqual({
    grids: [[["a", "b"]]],
    problems: ["\\begin{tabular} has no end"],
  });
  expect(readLatexTables("\\begin{tabular}{l} {{{ a").problems).toEqual(["\\begin{tabular} has no end"]);
});

test("an empty table is none, and said", () => {
  const none = { grids: [], problems: ["a table has no cells"] };
  expect(seen(readHtmlTables("<table></table>"))).toEqual(none);
  expect(seen(readHtmlTables("<table><tr></tr><tr></tr></table>"))).toEqual(none);
  expect(seen(readLatexTables("\\begin{tabular}{l}\\end{tabular}"))).toEqual(none);
  expect(seen(readMarkdownTables("|---|"))).toEqual(none);
  for (const read of [readHtmlTables, readLatexTables, readMarkdownTables, readAlignedTables])
    for (const text of ["", "no table", "<tr><td>outside of one"])
      expect(seen(read(text))).toEqual({ grids: [], problems: [] });
});

test("ragged rows are filled up, and said", () => {
  const ragged = {
    grids: [
      [
        ["a", "b", "c"],
        ["1", "", ""],
      ],
    ],
    problems: ["rows have 1 to 3 cells: the shorter ones are filled up with empty ones"],
  };
  expect(seen(readHtmlTables("<table><tr><td>a<td>b<td>c<tr><td>1</table>"))).toEqual(ragged);
  expect(seen(readMarkdownTables("| a | b | c |\n| 1 |"))).toEqual(ragged);
  expect(seen(readLatexTables("\\begin{tabular}{lll} a & b & c \\\\ 1 \\\\ \\end{tabular}"))).toEqual(ragged);
});

test("NaN and infinity are cells without a number", () => {
  const [grid] = seen(readHtmlTables("<table><tr><td>NaN<td>-inf<td>1</table>")).grids;
  expect(grid[0].map((cell) => readNumber(cell)?.value ?? null)).toEqual([null, null, 1]);
});

test("right-to-left tables keep the order of their source, and marks of direction are no text", () => {
  const read = readHtmlTables(
    '<table dir="rtl"><tr><td>\u200fالاسم<td>القيمة<tr><td>\u202bشركة\u202c<td>١٬٢٠٠</table>',
  );
  expect(textsOf(read.tables[0])).toEqual([
    ["الاسم", "القيمة"],
    ["شركة", "١٬٢٠٠"],
  ]);
  expect(readNumber(textsOf(read.tables[0])[1][1])).toEqual({ value: 1200 });
});

test("a cell of a megabyte keeps its beginning, and that is said", () => {
  const long = "x".repeat(1_000_000);
  for (const read of [
    readHtmlTables(`<table><tr><td>${long}<td>b</table>`),
    readLatexTables(`\\begin{tabular}{ll} ${long} & b \\\\ \\end{tabular}`),
    readMarkdownTables(`| ${long} | b |`),
  ]) {
    expect(read.tables[0].rows[0].map(({ text }) => text.length)).toEqual([10_000, 1]);
    expect(read.problems).toEqual(["the cell at row 1, column 1 has 1000000 characters, of which 10000 are kept"]);
  }
  const aligned = readAlignedTables([`${long}  b`, "c  d", "e  f"].join("\n"));
  expect(aligned.problems.join()).toMatch(/1000000 characters|^$/);
});

test("elements deeper than five hundred end the reading, and that is said", () => {
  const { tables, problems } = readHtmlTables(
    `<table><tr><td>a</table>${"<div>".repeat(100_000)}<table><tr><td>b</table>`,
  );
  expect(tables.map(textsOf)).toEqual([[["a"]]]);
  expect(problems).toEqual(["elements are nested deeper than 500: the rest is left out"]);
});
