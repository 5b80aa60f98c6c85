/** Flow charts: six languages of diagrams, read into labelled nodes and edges. Shapes, styles and groups are passed over. */
import { isArray, isObject, JsonNumber, type Json } from "#lab/extraction/json";
import { withoutFence } from "#lab/extraction/tables";
import { statementsOf, type Expression } from "./code.ts";
import type { Format } from "./index.ts";
import { readPlantUml } from "./plantuml.ts";
import { jsonIn, type TreeNode } from "./trees.ts";

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface Graph {
  /** Labels by id. */
  readonly nodes: Map<string, string>;
  readonly edges: Edge[];
}

const readers: Partial<Record<Format, (text: string) => Graph>> = {
  mermaid: readMermaid,
  dot: readDot,
  plantuml: readPlantUml,
  d2: readD2,
  cytoscape: readCytoscape,
  diagrams: readDiagrams,
};

export const emptyGraph = (): Graph => ({ nodes: new Map(), edges: [] });

/** Labels of nodes and edges come on one line. */
export function readGraph(text: string, format: Format): Graph {
  const { nodes, edges } = readers[format]?.(text) ?? emptyGraph();
  return {
    nodes: new Map([...nodes].map(([id, label]) => [id, onOneLine(label)])),
    edges: edges.map(({ from, to, label }) => ({ from, to, label: onOneLine(label) })),
  };
}

/** <br>, \n and white space of any kind are one space. */
export const onOneLine = (label: string): string =>
  label
    .replace(/<\s*br\s*\/?\s*>|\\[nrl]/gi, " ")
    .replace(/\s+/g, " ")
    .trim();

const declaration = /^(?:flowchart|graph)\s+(?:TD|TB|LR|RL|BT)\b/i;

export function isMermaid(text: string): boolean {
  const lines = withoutFence(text)
    .split("\n")
    .map((line) => line.trim());
  return lines.some((line) => declaration.test(line)) && lines.some((line) => /-->|---|\.->|==>/.test(line));
}

/** An arrow and its label, in one of the ways that Mermaid has: -->|x|, -- x -->, == x ==>, -.->, ---. */
const arrow =
  /(?:-->|==>|-\.->)\s*\|\s*"?([^|"]*)"?\s*\||==\s*"([^"]*)"\s*==>|--\s*"([^"]*)"\s*-->|--\s*([^->\s][^->]*?)\s*-->|==\s*([^=>\s][^=>]*?)\s*==>|==>|-->|-\.->|---/;

function readMermaid(text: string): Graph {
  const graph = emptyGraph();
  const nodeOf = (words: string): string => {
    const [id, label] = mermaidNode(words);
    if (id !== "" && !graph.nodes.has(id)) graph.nodes.set(id, label);
    return id;
  };
  for (const line of withoutFence(text)
    .split("\n")
    .map((one) => one.trim())) {
    if (line === "" || line.startsWith("%%") || declaration.test(line)) continue;
    if (/^(?:subgraph|end|style|classDef|class|click|linkStyle)\b/i.test(line)) continue;
    const [parts, labels] = [[] as string[], [] as string[]];
    let rest = line;
    for (let found = arrow.exec(rest); found; found = arrow.exec(rest)) {
      const before = rest.slice(0, found.index).trim();
      if (before !== "") parts.push(before);
      labels.push((found.slice(1).find((label) => label !== undefined) ?? "").trim());
      rest = rest.slice(found.index + found[0].length).trim();
    }
    if (rest !== "") parts.push(rest);
    if (labels.length > 0 && parts.length < 2) continue;
    const ids = parts.map(nodeOf);
    for (let at = 1; at < ids.length; at++) graph.edges.push({ from: ids[at - 1], to: ids[at], label: labels[at - 1] });
  }
  return graph;
}

/** The brackets of a node's shape, longer ones first; between them its label, in quotes or not. */
const shapes = ["(( ))", "([ ])", "[[ ]]", "[( )]", "{{ }}", "[/ /]", "[\\ \\]", "[ ]", "( )", "{ }", "> ]"].map(
  (shape) => shape.split(" "),
);

function mermaidNode(words: string): [id: string, label: string] {
  const [, id, shape] = /^([A-Za-z_][\p{L}\p{N}_]*)\s*([^]*)$/u.exec(words) ?? [];
  if (id === undefined) return [words, words];
  if (shape === "") return [id, id];
  const brackets = shapes.find(([open, close]) => shape.startsWith(open) && shape.endsWith(close));
  if (!brackets) return [words, words];
  const inner = shape.slice(brackets[0].length, shape.length - brackets[1].length).trim();
  return [id, inner.replace(/^"([^]*)"$/, "$1")];
}

/** A mind map that came as a flow chart: from whoever nothing points to; each node once. */
export function treeOf({ nodes, edges }: Graph): TreeNode[] {
  const targets = new Set(edges.map(({ to }) => to));
  const below = new Map<string, string[]>();
  for (const { from, to } of edges) below.set(from, [...(below.get(from) ?? []), to]);
  const seen = new Set<string>();
  const walk = (id: string, depth: number): TreeNode[] => {
    if (seen.has(id) || depth > 200) return [];
    seen.add(id);
    return [{ name: nodes.get(id) ?? id, children: (below.get(id) ?? []).flatMap((to) => walk(to, depth + 1)) }];
  };
  const ids = [...nodes.keys()];
  const roots = ids.filter((id) => !targets.has(id));
  return [...(roots.length > 0 ? roots : ids.slice(0, 1)), ...ids].flatMap((id) => walk(id, 0));
}

const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const dotName = `(?:${quoted}|[\\p{L}_][\\p{L}\\p{N}_.:]*|\\d+)`;
const dotEdge = new RegExp(`^${dotName}(?:\\s*(?:->|--)\\s*${dotName})+`, "u");
const dotAttributes = String.raw`\[((?:${quoted}|[^\]"])*)\]`;

const unquoted = (text: string): string =>
  text.startsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => ({ n: "\n", t: "\t" })[sign] ?? sign)
    : text;

function readDot(text: string): Graph {
  const graph = emptyGraph();
  const plain = withoutFence(text)
    .replace(/\/\*[^]*?\*\//g, " ")
    .replace(/\/\/.*$/gm, "")
    .replace(/^\s*#.*$/gm, "");
  const body = plain.slice(plain.indexOf("{") + 1);
  const labelIn = (words: string): string | undefined => {
    const [, inner] = new RegExp(dotAttributes).exec(words) ?? [];
    const [, label] = new RegExp(`(?:^|[\\s,;])x?label\\s*=\\s*(${quoted}|[^,\\]\\s]+)`, "i").exec(inner ?? "") ?? [];
    return label === undefined ? undefined : unquoted(label);
  };
  const node = (name: string, label?: string): string => {
    const id = unquoted(name);
    if (label !== undefined || !graph.nodes.has(id)) graph.nodes.set(id, label ?? id);
    return id;
  };
  for (const [statement] of body.matchAll(new RegExp(`(?:${quoted}|${dotAttributes}|[^;\\n{}"[])+`, "g"))) {
    const words = statement.trim();
    if (words === "" || /^(?:graph|node|edge|subgraph)\b/i.test(words)) continue;
    const [chain] = dotEdge.exec(words) ?? [];
    if (chain !== undefined) {
      const ids = [...chain.matchAll(new RegExp(dotName, "gu"))].map(([name]) => node(name));
      // The label of a chain is that of its last edge.
      for (let at = 1; at < ids.length; at++)
        graph.edges.push({
          from: ids[at - 1],
          to: ids[at],
          label: at === ids.length - 1 ? (labelIn(words) ?? "") : "",
        });
      continue;
    }
    const [, name] = new RegExp(`^(${dotName})\\s*(?:\\[|$)`, "u").exec(words) ?? [];
    if (name !== undefined) node(name, labelIn(words));
  }
  return graph;
}

/** Of a dotted name its first part counts; a chain's label is that of each of its edges; <-> goes both ways. */
function readD2(text: string): Graph {
  const graph = emptyGraph();
  const plain = withoutFence(text)
    .replace(/^\s*#.*$/gm, "")
    .replace(/^[^\n{:]+\{\s*$/gm, "")
    .replaceAll("}", "");
  const clean = (words: string) =>
    words
      .trim()
      .replace(/;$/, "")
      .trim()
      .replace(/^(["'])([^]*)\1$/, "$2")
      .replaceAll('\\"', '"');
  const lines = plain
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  // Signs within quotes are part of a label.
  const parsed = lines.map((line) => {
    const colon = /^((?:"[^"]*"|[^:"])*?):\s*([^]*)$/.exec(line);
    return colon ? { core: colon[1].trim(), label: clean(colon[2]) } : { core: line.replace(/;$/, ""), label: "" };
  });
  for (const { core, label } of parsed) {
    const parts = core.split(/\s*(<->|->|--)\s*/);
    if (parts.length > 1) continue;
    const [id, attribute] = clean(core).split(".");
    if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(id) || ["direction", "shape", "style"].includes(id)) continue;
    if (attribute === undefined || attribute === "label") graph.nodes.set(id, label || id);
  }
  for (const { core, label } of parsed) {
    const parts = core.split(/\s*(<->|->|--)\s*/).map(clean);
    const ids = parts.filter((_, at) => at % 2 === 0).map((name) => name.split(".")[0]);
    if (ids.length < 2 || ids.includes("")) continue;
    for (const id of ids) if (!graph.nodes.has(id)) graph.nodes.set(id, id);
    for (let at = 1; at < ids.length; at++) {
      graph.edges.push({ from: ids[at - 1], to: ids[at], label });
      if (parts[2 * at - 1] === "<->") graph.edges.push({ from: ids[at], to: ids[at - 1], label });
    }
  }
  return graph;
}

/** {"elements": {"nodes": [{"data": {..}}], "edges": [..]}}, or all elements in one list. */
function readCytoscape(text: string): Graph {
  const graph = emptyGraph();
  const value = jsonIn(text);
  const elements = value !== undefined && isObject(value) ? value.get("elements") : undefined;
  const listOf = (list: Json | undefined) => (list !== undefined && isArray(list) ? list : []);
  const all =
    elements === undefined
      ? []
      : isObject(elements)
        ? [...listOf(elements.get("nodes")), ...listOf(elements.get("edges"))]
        : listOf(elements);
  for (const element of all) {
    const data = isObject(element) ? element.get("data") : undefined;
    if (data === undefined || !isObject(data)) continue;
    const word = (...keys: string[]): string => {
      const found = keys.map((key) => data.get(key)).find((one) => one !== undefined && one !== null && one !== "");
      return found === undefined ? "" : (found instanceof JsonNumber ? found.lexeme : String(found)).trim();
    };
    const [id, from, to] = [word("id"), word("source"), word("target")];
    if (from !== "" && to !== "") {
      for (const end of [from, to]) if (!graph.nodes.has(end)) graph.nodes.set(end, end);
      graph.edges.push({ from, to, label: word("label", "name") });
    } else if (id !== "") graph.nodes.set(id, word("label", "name", "title") || id);
  }
  return graph;
}

/** The Python of mingrammer's diagrams: a >> Edge(label="x") >> b, << the other way, lists for several ends. */
function readDiagrams(text: string): Graph {
  const graph = emptyGraph();
  const ids = new Map<string, string>();
  const statements = statementsOf(text.replace(/^(\s*)with\b.*$/gm, ""));
  const register = (label: string): string => {
    graph.nodes.set(label, label);
    return label;
  };
  const labelOf = (call: Expression & { kind: "call" }): string => {
    const label = call.items[0] ?? call.named.get("label") ?? call.named.get("name");
    return label?.kind === "literal" ? label.value.trim() : "";
  };
  for (const { target, value } of statements)
    if (target !== null && value.kind === "call" && !/(?:^|\.)(?:Diagram|Cluster|Edge|Node)$/.test(value.name))
      ids.set(target, register(labelOf(value) || target));
  const endsOf = (one: Expression): string[] => {
    if (one.kind === "list") return one.items.flatMap(endsOf);
    if (one.kind === "name") return ids.has(one.name) ? [ids.get(one.name)!] : [];
    return one.kind === "call" && labelOf(one) !== "" ? [register(labelOf(one))] : [];
  };
  for (const { value } of statements) {
    if (value.kind !== "chain") continue;
    let [before, label] = [[] as string[], ""];
    for (const [at, item] of value.items.entries()) {
      const sign = value.signs[at - 1];
      if (item.kind === "call" && /(?:^|\.)Edge$/.test(item.name)) {
        const named = item.named.get("label");
        label = named?.kind === "literal" ? named.value : "";
        continue;
      }
      const after = endsOf(item);
      for (const one of before)
        for (const other of after)
          graph.edges.push(sign === "<<" ? { from: other, to: one, label } : { from: one, to: other, label });
      [before, label] = [after, ""];
    }
  }
  return graph;
}
