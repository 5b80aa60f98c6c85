import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { readAlignedTables, writeAligned } from "./aligned.ts";
import { isSummary, partsOf } from "./headers.ts";
import { readHtmlTables, writeHtml } from "./html.ts";
import { readLatexTables, writeLatex } from "./latex.ts";
import { readMarkdownTables, writeMarkdown } from "./markdown.ts";
import { isMissing, readNumber } from "./numbers.ts";
import { TableBuilder, Problems, tableOf, textsOf, type Table } from "./table.ts";

const spanning =
  "<table><caption>Results</caption><tr><th rowspan=2>Method</th><th colspan=2>CIFAR-10</th></tr><tr><th>Acc.</th><th>Params</th></tr>" +
  "<tr><td>BN only</td><td>82.0 ± 0.3</td><td>0.02</td></tr><tr><td>Full</td><td><b>93.1</b></td><td>0.27</td></tr></table>";

/** Tables with spans of rows and columns, and cells with signs of every format. */
function drawTable(seed: number): Table {
  const stream = random(seed).stream("table");
  const pieces = ["a", "7", "&", "<", "|", "\\", "$", "%", "_", "{", "}", "#", "~", "^", "é", "工"];
  const builder = new TableBuilder(new Problems());
  const below = (count: number) => stream.integers(1, count)[0];
  const text = () => Array.from(stream.integers(1 + below(4), pieces.length), (at) => pieces[at]).join("");
  for (let row = 0; row < 5; row++) {
    // A row that a taller cell begins ends with a plain one, so that no row is there in name only.
    for (let cell = 0; cell < 3; cell++)
      builder.cell({
        text: text(),
        header: row === 0,
        colspan: cell === 1 ? 1 + below(2) : 1,
        rowspan: row > 0 && row < 4 && cell === 0 ? 1 + below(2) : 1,
      });
    builder.endRow();
  }
  return builder.build()!;
}

describe("a table", () => {
  test("of HTML and LaTeX comes back as it went, spans and headers included", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const table = drawTable(seed);
      expect(readHtmlTables(writeHtml(table)).tables).toEqual([table]);
      expect(readLatexTables(writeLatex(table)).tables).toEqual([table]);
    }
  });

  test("of Markdown and of aligned text comes back with its texts", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const stream = random(seed).stream("grid");
      const grid = Array.from({ length: 6 }, (_, r) =>
        Array.from({ length: 4 }, (_, c) =>
          r === 0 || c === 0 ? `Name ${r} ${c}` : String(stream.integers(1, 100_000)[0]),
        ),
      );
      for (const [read, write] of [
        [readMarkdownTables, writeMarkdown],
        [readAlignedTables, writeAligned],
      ] as const)
        expect(read(write(tableOf(grid))).tables.map(textsOf)).toEqual([grid]);
      expect(readAlignedTables(writeAligned(tableOf(grid), { ruled: true })).tables.map(textsOf)).toEqual([grid]);
    }
  });

  test("of aligned text may have blank cells, a name above it, and prose around it", () => {
    const text = [
      "Some words of prose that are no table,",
      "and some more.",
      "",
      "Schedule of Investments",
      "Name          Type    Value",
      "Alder plc     Equity  1,200",
      "Birch Ltd             3,400",
      "Cedar         Bond       56",
      "",
      "More prose.",
    ].join("\n");
    const [table] = readAlignedTables(text).tables;
    expect(table.caption).toBe("Schedule of Investments");
    expect(textsOf(table)[2]).toEqual(["Birch Ltd", "", "3,400"]);
  });

  test("knows headers of several rows, bold cells and stubs", () => {
    const [table] = readHtmlTables(spanning).tables;
    expect(table.caption).toBe("Results");
    expect(partsOf(table)).toEqual({
      headerRows: 2,
      stubColumns: 1,
      names: ["Method", "CIFAR-10 / Acc.", "CIFAR-10 / Params"],
    });
    expect([table.rows[3][1].bold, table.rows[2][1].bold]).toEqual([true, false]);
    const latex = String.raw`\begin{table}\begin{tabular}{l|cc}\toprule \multirow{2}{*}{Method} & \multicolumn{2}{c}{CIFAR-10} \\ \cmidrule(lr){2-3}
      & Acc. & Params \\ \midrule BN only & $82.0 \pm 0.3$ & 0.02 \\ % a remark & here
      Full & \textbf{93.1} & {\bf 0.27} \\ \bottomrule\end{tabular}\end{table}`;
    const [read] = readLatexTables(latex).tables;
    expect(textsOf(read)).toEqual(textsOf(table));
    expect(partsOf(read)).toEqual(partsOf(table));
    expect(read.rows[3].map(({ bold }) => bold)).toEqual([false, true, true]);
  });

  test.each([
    ["Total investments", true],
    ["Subtotal: Equity", true],
    ["Total Return Fund", true],
    ["Totalis AG", false],
    ["Meander plc", false],
  ])("takes %s for a row that sums up: %s", (name, expected) => expect(isSummary([name, "1"])).toBe(expected));
});

describe("a number", () => {
  test.each([
    ["$731,685,511,687", { value: 731685511687, unit: "USD" }],
    ["(3.2)", { value: -3.2 }],
    ["$(1,200)", { value: -1200, unit: "USD" }],
    ["1.2×10^-3", { value: 0.0012 }],
    ["1.2e-3", { value: 0.0012 }],
    ["2.5k", { value: 2500 }],
    ["1.5bn", { value: 1.5e9 }],
    ["82.0 ± 0.3", { value: 82, std: 0.3 }],
    ["82.0% ± 0.3%", null],
    ["82.0 ± 0.3%", { value: 82, std: 0.3, unit: "%" }],
    ["93.1*†", { value: 93.1 }],
    ["↑ 4", { value: 4 }],
    ["CHF 1,200", { value: 1200, unit: "CHF" }],
    ["1,200 EUR", { value: 1200, unit: "EUR" }],
    ["−5", { value: -5 }],
    ["١٬٢٣٤٫٥", { value: 1234.5 }],
    ["1,23", null],
    ["–", null],
    ["n/a", null],
    ["NaN", null],
    ["inf", null],
    ["", null],
    ["12 / 14", null],
    ["2 apples", null],
    ["1".repeat(1_000), null],
  ])("%.30s", (text, expected) => expect(readNumber(text)).toEqual(expected));

  test("in brackets is a second value among results", () => {
    expect(readNumber("82.0 (0.3)", "results")).toEqual({ value: 82, std: 0.3 });
    expect(readNumber("(3.2)", "results")).toEqual({ value: 3.2 });
  });

  test("is missing where a dash, n/a or NaN stands", () =>
    expect(["–", "--", "n/a", "N/A", "NaN", " ", "0", "none of these"].map(isMissing)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]));
});
