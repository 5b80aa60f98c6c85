/** From a text in one of twelve formats to a table, a tree or a graph. Nothing throws: what cannot be read is empty, and scores 0. */
import { isArray, isObject, JsonNumber, type Json } from "#lab/extraction/json";
import * as tables from "#lab/extraction/tables";
import type { Grid } from "#lab/extraction/tables";
import { readCodeTable, readCodeTree } from "./code.ts";
import * as graphs from "./graphs.ts";
import { readMermaidPie, splitPie } from "./pie.ts";
import { readSvgTable, readSvgTree } from "./svg.ts";
import * as trees from "./trees.ts";

export type Chart =
  | { readonly kind: "table"; readonly grid: Grid }
  | { readonly kind: "tree"; readonly roots: readonly trees.TreeNode[] }
  | { readonly kind: "graph"; readonly graph: graphs.Graph };
export type Kind = Chart["kind"];

/** What a kind of chart may be written in; the first is the format of references and of the leaderboard. */
export const formats = {
  table: ["markdown", "html", "csv", "json", "code", "svg"],
  tree: ["markdown", "json", "csv", "code", "svg"],
  graph: ["mermaid", "dot", "plantuml", "d2", "cytoscape", "diagrams"],
} as const satisfies Record<Kind, readonly string[]>;
export type Format = (typeof formats)[Kind][number];

/** A reference says itself what it is: a list is a mind map, Mermaid a flow chart, all else a table. */
export function kindOf(reference: string): Kind {
  if (trees.isMarkdownList(reference)) return "tree";
  return graphs.isMermaid(reference) ? "graph" : "table";
}

/** @param pie slices may stand with their share in one cell. */
export function readChart(text: string, format: Format, kind: Kind, { pie = false } = {}): Chart {
  if (kind === "tree") return { kind, roots: readTree(text, format) };
  if (kind === "graph") return { kind, graph: graphs.readGraph(text, format) };
  const grid = readTable(text, format);
  return { kind, grid: pie ? (readMermaidPie(text) ?? splitPie(grid)) : grid };
}

function readTable(text: string, format: Format): Grid {
  if (format === "svg") return readSvgTable(text);
  const found = format === "json" ? readJsonTable(text) : format === "code" ? readCodeTable(text) : [];
  if (found.length > 0) return found;
  const plain = format === "csv" ? tables.withoutFence(text) : text;
  const lines = plain.split("\n").filter((line) => line.trim() !== "");
  if (format === "csv" && lines.length > 1 && 2 * lines.filter((line) => line.includes(",")).length >= lines.length - 1)
    return tables.readCsv(plain);
  if (tables.isHtmlTable(plain)) return tables.readHtmlTable(plain);
  return tables.isMarkdownTable(plain) ? tables.readMarkdownTable(plain) : readPipes(lines);
}

/** A table whose lines have pipes between cells and none around them. */
function readPipes(lines: readonly string[]): Grid {
  const rows = lines.map((line) => line.trim()).filter((line) => line.includes("|") && !/^[+\-|\s:=]+$/.test(line));
  if (rows.length < 2) return [];
  return rows.map((line) =>
    line
      .replace(/^\|+|\|+$/g, "")
      .trim()
      .split("|")
      .map((cell) => cell.trim()),
  );
}

function readTree(text: string, format: Format): trees.TreeNode[] {
  if (format === "json") return trees.readJsonTree(text);
  if (format === "csv") return trees.readAdjacency(text);
  if (format === "code") return readCodeTree(text);
  if (format === "svg") return readSvgTree(text);
  return graphs.isMermaid(text) ? graphs.treeOf(graphs.readGraph(text, "mermaid")) : trees.readMarkdownList(text);
}

const cellOf = (value: Json | undefined): string =>
  value === undefined
    ? ""
    : value instanceof JsonNumber
      ? value.lexeme
      : isArray(value) || isObject(value)
        ? ""
        : String(value ?? "None");

/** {"values": {series: {category: value}}}; with a level more, columns are "outer-inner"; pairs by themselves are a table of two columns. */
function readJsonTable(text: string): Grid {
  const value = trees.jsonIn(text);
  if (value === undefined || !isObject(value)) return [];
  const inner = value.get("values");
  const values = inner !== undefined && isObject(inner) ? inner : [...value.values()].every(isObject) ? value : null;
  if (!values || values.size === 0)
    return [["key", "value"], ...[...value].map(([key, cell]) => [key.trim(), cellOf(cell)])];
  const cells = new Map<string, Map<string, string>>();
  const columns = new Set<string>();
  const put = (row: string, column: string, cell: Json) => {
    columns.add(column);
    cells.set(row, (cells.get(row) ?? new Map<string, string>()).set(column, cellOf(cell)));
  };
  for (const [outer, below] of values) {
    columns.add(outer);
    if (!isObject(below)) continue;
    for (const [row, cell] of below)
      if (isObject(cell)) {
        columns.delete(outer);
        for (const [name, leaf] of cell) put(row, `${outer}-${name}`, leaf);
      } else put(row, outer, cell);
  }
  const names = [...columns];
  return [
    ["", ...names],
    ...[...cells].map(([row, found]) => [row.trim(), ...names.map((name) => found.get(name) ?? "")]),
  ];
}
