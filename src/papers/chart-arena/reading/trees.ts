/** Mind maps: trees as lists of Markdown, JSON, adjacency in CSV, Python or SVG, and the paths that they are compared by. */
import { isArray, isObject, JsonNumber, readJson, type Json } from "#lab/extraction/json";
import { readCsv, withoutFence } from "#lab/extraction/tables";

export interface TreeNode {
  readonly name: string;
  readonly children: TreeNode[];
}

/** No mind map is deeper; what is, is cut, so that nothing recurses without end. */
const maxDepth = 200;

/** Indented items under the nearest one above that is indented less, whatever the steps are. */
function nest(items: readonly { level: number; name: string }[]): TreeNode[] {
  const roots: TreeNode[] = [];
  const open: { level: number; node: TreeNode }[] = [];
  for (const { level, name } of items) {
    const node = { name, children: [] };
    while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
    (open.at(-1)?.node.children ?? roots).push(node);
    if (open.length < maxDepth) open.push({ level, node });
  }
  return roots;
}

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^\s*<[^>]+>/.test(line));
const indentOf = (line: string) =>
  Array.from(/^[ \t]*/.exec(line)![0]).reduce((sum, sign) => sum + (sign === "\t" ? 2 : 1), 0);

/** At least two lines that begin with "- ". */
export const isMarkdownList = (text: string): boolean =>
  linesOf(text).filter((line) => /^\s*- /.test(line)).length >= 2;

/** A list of Markdown, two spaces or a tab a level. A text that is none is read line by line, by its indentation. */
export function readMarkdownList(text: string): TreeNode[] {
  if (!isMarkdownList(text)) return readPlainList(text);
  const items = linesOf(text).filter((line) => /^\s*-(?: |\S)/.test(line));
  return nest(
    items
      .map((line) => ({ level: Math.floor(indentOf(line) / 2), name: line.trim().replace(/^-/, "").trim() }))
      .filter(({ name }) => name !== ""),
  );
}

function readPlainList(text: string): TreeNode[] {
  const mark = /^(?:[-*+]\s+|(?:\d+[.)、]|[一二三四五六七八九十]+[、.])\s*)/;
  const items = linesOf(text)
    .filter((line) => !/^[-=_*~#]{2,}$/.test(line.trim()))
    .map((line) => ({ level: indentOf(line), name: line.trim().replace(mark, "").trim() }))
    .filter(({ name }) => name !== "");
  return items.length < 2 ? [] : nest(items);
}

/** {"name": .., "children": [..]}, or keys whose values are what is below. */
export function readJsonTree(text: string): TreeNode[] {
  const nodesOf = (value: Json, depth: number): TreeNode[] => {
    if (depth > maxDepth || value === null) return [];
    if (isArray(value)) return value.flatMap((item) => nodesOf(item, depth + 1));
    if (!isObject(value)) {
      const name = (value instanceof JsonNumber ? value.lexeme : String(value)).trim();
      return name === "" ? [] : [{ name, children: [] }];
    }
    const name = value.get("name");
    if (name === undefined)
      return [...value].map(([key, below]) => ({ name: key.trim(), children: nodesOf(below, depth + 1) }));
    const children = value.get("children") ?? null;
    const label = name instanceof JsonNumber ? name.lexeme : String(name);
    return [
      { name: label.trim(), children: isArray(children) || isObject(children) ? nodesOf(children, depth + 1) : [] },
    ];
  };
  const value = jsonIn(text);
  return value === undefined ? [] : nodesOf(value, 0);
}

/** The JSON of a text, also where words stand around it; undefined where there is none. */
export function jsonIn(text: string): Json | undefined {
  const plain = withoutFence(text);
  for (const candidate of [plain, /\{[^]*\}|\[[^]*\]/.exec(plain)?.[0]]) {
    if (candidate === undefined) continue;
    try {
      return readJson(candidate).value;
    } catch {
      // Not by itself: perhaps what its brackets hold.
    }
  }
  return undefined;
}

/** Rows of id, parent_id, name. */
export function readAdjacency(text: string): TreeNode[] {
  const rows = readCsv(withoutFence(text));
  const header = rows[0]?.map((cell) => cell.toLowerCase()) ?? [];
  const named = ["id", "parent_id", "name"].map((name) => header.indexOf(name));
  const columns = named.every((at) => at >= 0) ? named : [0, 1, 2];
  const body = header.some((cell) => ["id", "parent_id", "name"].includes(cell)) ? rows.slice(1) : rows;
  const entries = body
    .map((row) => columns.map((at) => row[at] ?? ""))
    .filter(([id, , name]) => id !== "" && name !== "");
  return linked(entries.map(([id, parent, name]) => ({ id, parent, name })));
}

/** Nodes under their parents, in order; whoever has none that is known is a root. Cycles hang on nothing and are left out. */
export function linked(entries: readonly { id: string; parent: string; name: string }[]): TreeNode[] {
  const nodes = new Map(entries.map(({ id, name }): [string, TreeNode] => [id, { name, children: [] }]));
  const roots: TreeNode[] = [];
  for (const { id, parent } of entries) (nodes.get(parent)?.children ?? roots).push(nodes.get(id)!);
  const seen = new Set<TreeNode>();
  const once = (node: TreeNode, depth: number): TreeNode => {
    seen.add(node);
    const children = depth > maxDepth ? [] : node.children.filter((child) => !seen.has(child));
    return { name: node.name, children: children.map((child) => once(child, depth + 1)) };
  };
  return roots.map((root) => once(root, 0));
}

const separator = /(?<=\S)\s*(?:——|—|->|-->|--|-|:|：)\s*(?=\S)/;

/** "a - b" is a above b. */
function split({ name, children }: TreeNode): TreeNode {
  const parts = name
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  let [below, at] = [children.map(split), parts.length - 1];
  for (; at > 0; at--) below = [{ name: parts[at], children: below }];
  return { name: parts.length > 1 ? parts[0] : name, children: below };
}

/** An only child is one with its parent, so that both ways to write a chain are the same. */
function merge({ name, children }: TreeNode): TreeNode {
  let [joined, below] = [name, children.map(merge)];
  while (below.length === 1) [joined, below] = [`${joined}——${below[0].name}`, below[0].children];
  return { name: joined, children: below };
}

/** Every path from a root to a node, "a -> b -> c" in lower case. */
export function pathsOf(roots: readonly TreeNode[]): string[] {
  const walk = ({ name, children }: TreeNode, above: string): string[] => {
    const path = above === "" ? name : `${above} -> ${name}`;
    return [path.toLowerCase(), ...children.flatMap((child) => walk(child, path))];
  };
  return roots.map((root) => merge(split(root))).flatMap((root) => walk(root, ""));
}
