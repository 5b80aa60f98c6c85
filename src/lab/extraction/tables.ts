/** Tables as texts, and the grid of cells that they stand for. Readers never throw: what cannot be read is an empty grid. */
import { decodeEntities } from "./entities.ts";

/** Rows of cells; the first row is the header. Rows may differ in length. */
export type Grid = readonly (readonly string[])[];

/** No table of a chart has more; what spans beyond is cut, so that a colspan of a million costs nothing. */
const maxSpan = 1_000;

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
const isRule = (line: string) => line.startsWith("|") && line.includes("-") && /^[-|:\s]+$/.test(line);

/** A table of Markdown; a pipe in a cell is written \|. Lines that do not begin with a pipe are no part of it. */
export function readMarkdownTable(text: string): Grid {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith("|") && !isRule(line))
    .map((line) => cellsOf(line.replace(/^\|+/, "").replace(/(?<!\\)\|+$/, "")));
}

const cellsOf = (line: string): string[] => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

export const isHtmlTable = (text: string): boolean => /<table/i.test(text) && /<tr/i.test(text) && /<t[hd]/i.test(text);

/** The first table of a HTML text, its caption left out; a cell that spans rows or columns stands in each of them. */
export function readHtmlTable(text: string): Grid {
  const body = /<table[^>]*>([^]*?)<\/table>/i.exec(text.replace(/<caption[^>]*>[^]*?<\/caption>/gi, ""))?.[1] ?? "";
  const rows: string[][] = [];
  const below = new Map<number, { left: number; value: string }>();
  for (const [, inner] of body.matchAll(/<tr[^>]*>([^]*?)<\/tr>/gi)) {
    const row: string[] = [];
    const skip = () => {
      for (let held = below.get(row.length); held; held = below.get(row.length)) {
        if (--held.left === 0) below.delete(row.length);
        row.push(held.value);
      }
    };
    skip();
    for (const [, , attributes, content] of inner.matchAll(/<(t[hd])\b([^>]*)>([^]*?)<\/\1>/gi)) {
      const span = (name: string) => {
        const found = new RegExp(`${name}\\s*=\\s*["']?\\s*(\\d+)`, "i").exec(attributes);
        return Math.min(maxSpan, Math.max(1, Number(found?.[1] ?? 1)));
      };
      const plain = content.replace(/<br\s*\/?>/gi, " ").replace(/<[^>]+>/g, "");
      const value = decodeEntities(plain).replace(/\s+/g, " ").trim();
      for (let column = 0; column < span("colspan") && row.length < maxSpan; column++) {
        if (span("rowspan") > 1) below.set(row.length, { left: span("rowspan") - 1, value });
        row.push(value);
      }
      skip();
    }
    if (row.length > 0) rows.push(row);
  }
  const width = Math.max(0, ...rows.map((row) => row.length));
  const padded = rows.map((row) => [...row, ...new Array<string>(width - row.length).fill("")]);
  return padded.filter((row) => row.some((cell) => cell !== ""));
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
const escaped = (cell: string) => cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export const writeCsv = (grid: Grid): string => grid.map((row) => row.map(csvCell).join(",")).join("\n");

export function writeMarkdownTable(grid: Grid): string {
  const lines = grid.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  return [lines[0], `|${(grid[0] ?? []).map(() => " --- |").join("")}`, ...lines.slice(1)].join("\n");
}

export function writeHtmlTable(grid: Grid): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return `<table>${grid.map((cells, at) => row(cells, at === 0 ? "th" : "td")).join("")}</table>`;
}
