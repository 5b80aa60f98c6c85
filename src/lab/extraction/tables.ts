/** Tables as texts, and the grid of cells that they stand for. Readers never throw: what cannot be read is an empty grid. */
import { readHtmlTables, writeHtml } from "./table/html.ts";
import { tableOf, textsOf } from "./table/table.ts";

/** Rows of cells; the first row is the header. Rows may differ in length. */
export type Grid = readonly (readonly string[])[];

/** Without the fence ```lang ... ``` around a whole text. */
export function withoutFence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith("```")) return trimmed;
  const [start, end] = [trimmed.indexOf("\n"), trimmed.lastIndexOf("```")];
  return start < 0 ? trimmed : trimmed.slice(start + 1, end > start ? end : undefined).trim();
}

export const isMarkdownTable = (text: string): boolean => {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.some((line) => line.startsWith("|") && line.endsWith("|")) && lines.some(isRule);
};

/** |---|:-:| */
export const isRule = (line: string) => line.startsWith("|") && line.includes("-") && /^[-|:\s]+$/.test(line);

/** A table of Markdown; a pipe in a cell is written \|. Lines that do not begin with a pipe are no part of it. */
export function readMarkdownTable(text: string): Grid {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith("|") && !isRule(line))
    .map((line) => {
      let [from, to] = [0, line.length];
      while (line[from] === "|") from++;
      while (to > from && line[to - 1] === "|" && line[to - 2] !== "\\") to--;
      return cellsOf(line.slice(from, to));
    });
}

const cellsOf = (line: string): string[] => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

export const isHtmlTable = (text: string): boolean => /<table/i.test(text) && /<tr/i.test(text) && /<t[hd]/i.test(text);

/** The first table of a HTML text, its caption left out; a cell that spans rows or columns stands in each of them. Blank rows are no rows. */
export function readHtmlTable(text: string): Grid {
  const [first] = readHtmlTables(text).tables;
  return first ? textsOf(first).filter((row) => row.some((cell) => cell !== "")) : [];
}

/** Comma-separated values (RFC 4180): quotes around a cell, doubled within; rows of blank cells are left out. */
export function readCsv(text: string): Grid {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false];
  const endRow = () => {
    row.push(cell.trim());
    if (row.some((one) => one !== "")) rows.push(row);
    [row, cell] = [[], ""];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (quoted) {
      if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === ",") {
      row.push(cell.trim());
      cell = "";
    } else if (sign === "\n") endRow();
    else cell += sign;
  }
  endRow();
  return rows;
}

/** Rows as columns; rows of unequal length are cut to the shortest, and null is said of less than two columns or rows. */
export function transposed(grid: Grid): Grid | null {
  const width = Math.min(...grid.map((row) => row.length));
  if (grid.length < 2 || width < 2) return null;
  return Array.from({ length: width }, (_, column) => grid.map((row) => row[column]));
}

const csvCell = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const writeCsv = (grid: Grid): string => grid.map((row) => row.map(csvCell).join(",")).join("\n");

export function writeMarkdownTable(grid: Grid): string {
  const lines = grid.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  return [lines[0], `|${(grid[0] ?? []).map(() => " --- |").join("")}`, ...lines.slice(1)].join("\n");
}

export const writeHtmlTable = (grid: Grid): string => writeHtml(tableOf(grid));
