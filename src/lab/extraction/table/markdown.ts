/** Tables of Markdown, between pipes. A format without spans repeats what spans. */
import { isRule, readMarkdownTable, writeMarkdownTable } from "../tables.ts";
import { Problems, TableBuilder, textsOf, type ReadTables, type Table } from "./table.ts";

/** Every run of lines that begin with a pipe. Rows above the rule are headers; without a rule there are none. */
export function readMarkdownTables(text: string): ReadTables {
  const problems = new Problems();
  const blocks: string[][] = [];
  let inside = false;
  for (const line of text.split("\n").map((one) => one.trim())) {
    const row = line.startsWith("|");
    if (row && !inside) blocks.push([]);
    if (row) blocks.at(-1)!.push(line);
    inside = row;
  }
  const tables = blocks.flatMap((lines) => {
    const rule = lines.findIndex(isRule);
    const builder = new TableBuilder(problems);
    for (const [at, row] of readMarkdownTable(lines.join("\n")).entries()) {
      for (const cell of row) {
        const bold = /^\*\*([^*]+)\*\*$/.exec(cell);
        builder.cell({ text: bold ? bold[1] : cell, header: at < rule, bold: bold !== null });
      }
      builder.endRow();
    }
    return builder.build() ?? [];
  });
  return { tables, problems: problems.list };
}

/** The first row is the header: Markdown has no table without one, and none with two. */
export const writeMarkdown = (table: Table): string =>
  writeMarkdownTable(
    textsOf(table).map((row, r) => row.map((text, c) => (table.rows[r][c].bold ? `**${text}**` : text))),
  );
