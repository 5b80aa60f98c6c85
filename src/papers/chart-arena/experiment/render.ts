/** A chart as a text in any format that its kind has, and the same content in another order. */
import { transposed, writeCsv, writeHtmlTable, writeMarkdownTable, type Grid } from "#lab/extraction/tables";
import type { Edge, Graph } from "../reading/graphs.ts";
import type { Chart, Format } from "../reading/index.ts";
import type { TreeNode } from "../reading/trees.ts";
import type { Draw } from "#lab/datasets/draw";

/** @param flipped rows and columns exchanged, where that is the same table: not in pictures, and not without a header. */
export function render(chart: Chart, format: Format, { flipped = false } = {}): string {
  if (chart.kind === "table") return tableText(chart.grid, format as TableFormat, flipped);
  return chart.kind === "tree"
    ? treeWriters[format as TreeFormat](chart.roots)
    : graphWriters[format as GraphFormat](chart.graph);
}

type TableFormat = "markdown" | "html" | "csv" | "json" | "code" | "svg";
type TreeFormat = "markdown" | "json" | "csv" | "code" | "svg";
type GraphFormat = "mermaid" | "dot" | "plantuml" | "d2" | "cytoscape" | "diagrams";

/** All formats but Markdown need a header, so that a table without one gets what their prompts ask for. */
function tableText(grid: Grid, format: TableFormat, flipped: boolean): string {
  const [header, ...rows] = grid;
  const bare = header.every((cell) => cell === "");
  if (bare) return tableWriters[format](format === "markdown" ? grid : [["name", "value"], ...rows]);
  return tableWriters[format]((flipped && format !== "svg" && transposed(grid)) || grid);
}

const quote = (text: string) => JSON.stringify(text);
const isNumber = (text: string) => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
/** A number as such, anything else in quotes; in JSON and Python alike. */
const literal = (cell: string) => (isNumber(cell) ? cell : quote(cell));
const xml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const tableWriters: Record<TableFormat, (grid: Grid) => string> = {
  markdown: writeMarkdownTable,
  html: writeHtmlTable,
  csv: writeCsv,
  json: ([header, ...rows]) => {
    const column = (name: string, at: number) =>
      `${quote(name)}:{${rows.map((row) => `${quote(row[0])}:${literal(row[at])}`).join(",")}}`;
    return `{"title":"chart","values":{${header
      .slice(1)
      .map((name, at) => column(name, at + 1))
      .join(",")}}}`;
  },
  code: ([header, ...rows]) => {
    const lists = header
      .slice(1)
      .flatMap((name, at) => [
        `y${at} = [${rows.map((row) => literal(row[at + 1])).join(", ")}]`,
        `ax.plot(x, y${at}, label=${quote(name)})`,
      ]);
    const x = `x = [${rows.map((row) => quote(row[0])).join(", ")}]`;
    return ["import matplotlib.pyplot as plt", "fig, ax = plt.subplots(figsize=(6, 4))", x, ...lists].join("\n");
  },
  svg: ([header, ...rows]) => {
    const row = ([key, ...values]: readonly string[], at: number) =>
      `<text x="${60 + 90 * at}" y="300">${xml(key)}</text>` +
      values
        .map(
          (value, of) =>
            `<text x="${60 + 90 * at + 5 * of}" y="${290 - 8 * of}" data-series="${xml(header[of + 1])}">${xml(value)}</text>`,
        )
        .join("");
    return `<svg><text x="9" y="9" class="title">chart</text>${rows.map(row).join("")}</svg>`;
  },
};

/** Every node with its parent, from the top. */
const withParents = (
  nodes: readonly TreeNode[],
  parent: TreeNode | null = null,
): { node: TreeNode; parent: TreeNode | null }[] =>
  nodes.flatMap((node) => [{ node, parent }, ...withParents(node.children, node)]);

const treeWriters: Record<TreeFormat, (roots: readonly TreeNode[]) => string> = {
  markdown: (roots) => {
    const lines = (nodes: readonly TreeNode[], space: string): string[] =>
      nodes.flatMap(({ name, children }) => [`${space}- ${name}`, ...lines(children, `${space}  `)]);
    return lines(roots, "").join("\n");
  },
  json: (roots) => JSON.stringify(roots.length === 1 ? roots[0] : roots),
  csv: (roots) => {
    const all = withParents(roots);
    const idOf = new Map(all.map(({ node }, at) => [node, String(at + 1)]));
    return writeCsv([
      ["id", "parent_id", "name"],
      ...all.map(({ node, parent }) => [idOf.get(node)!, parent ? idOf.get(parent)! : "0", node.name]),
    ]);
  },
  code: (roots) => {
    const all = withParents(roots);
    const edges = all.flatMap(({ node, parent }) => (parent ? [`(${quote(parent.name)}, ${quote(node.name)})`] : []));
    return `nodes = [${all.map(({ node }) => quote(node.name)).join(", ")}]\nedges = [${edges.join(", ")}]`;
  },
  svg: (roots) =>
    `<svg>${withParents(roots)
      .map(
        ({ node, parent }) =>
          `<g data-parent="${xml(parent?.name ?? "")}"><rect/><text x="0" y="0">${xml(node.name)}</text></g>`,
      )
      .join("")}</svg>`,
};

const each = ({ edges }: Graph, line: (edge: Edge) => string) => edges.map(line);
const nodesOf = ({ nodes }: Graph, line: (id: string, label: string) => string) =>
  [...nodes].map(([id, label]) => line(id, label));

const graphWriters: Record<GraphFormat, (graph: Graph) => string> = {
  mermaid: (graph) =>
    [
      "flowchart TD",
      ...nodesOf(graph, (id, label) => `  ${id}["${label}"]`),
      ...each(graph, ({ from, to, label }) => `  ${from} -->${label && `|${label}|`} ${to}`),
    ].join("\n"),
  dot: (graph) =>
    `digraph {\n${[...nodesOf(graph, (id, label) => `  ${id} [label=${quote(label)}];`), ...each(graph, ({ from, to, label }) => `  ${from} -> ${to}${label && ` [label=${quote(label)}]`};`)].join("\n")}\n}`,
  plantuml: (graph) => {
    const name = (id: string) => `[${graph.nodes.get(id)}]`;
    // A node by itself is an activity between start and stop.
    const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
    const alone = [...graph.nodes].flatMap(([id, label]) => (linked.has(id) ? [] : [`start\n:${label};\nstop\n`]));
    return `@startuml\n${alone.join("")}${each(graph, ({ from, to, label }) => `${name(from)} --> ${name(to)}${label && ` : ${label}`}`).join("\n")}\n@enduml`;
  },
  d2: (graph) =>
    [
      ...nodesOf(graph, (id, label) => `${id}: ${quote(label)}`),
      ...each(graph, ({ from, to, label }) => `${from} -> ${to}${label && `: ${label}`}`),
    ].join("\n"),
  cytoscape: (graph) =>
    JSON.stringify({
      elements: {
        nodes: nodesOf(graph, (id, label) => ({ data: { id, label } }) as never),
        edges: graph.edges.map(({ from, to, label }) => ({ data: { source: from, target: to, label } })),
      },
    }),
  diagrams: (graph) => {
    const edge = ({ from, to, label }: Edge) => `    ${from} >> ${label && `Edge(label=${quote(label)}) >> `}${to}`;
    return [
      "from diagrams import Diagram, Edge",
      'with Diagram("chart"):',
      ...nodesOf(graph, (id, label) => `    ${id} = Blank(${quote(label)})`),
      ...each(graph, edge),
    ].join("\n");
  },
};

/** The same content as another would write it: rows and columns in another order, siblings shuffled, ids renamed. */
export function rewritten(chart: Chart, draw: Draw): Chart {
  if (chart.kind === "tree") {
    const shuffle = ({ name, children }: TreeNode): TreeNode => ({
      name,
      children: draw.shuffle(children).map(shuffle),
    });
    return { kind: "tree", roots: chart.roots.map(shuffle) };
  }
  if (chart.kind === "graph") {
    const { nodes, edges } = chart.graph;
    const ids = new Map(draw.shuffle([...nodes.keys()]).map((id, at) => [id, `x${at}`]));
    return {
      kind: "graph",
      graph: {
        nodes: new Map([...ids].map(([id, other]) => [other, nodes.get(id)!])),
        edges: draw.shuffle(edges).map(({ from, to, label }) => ({ from: ids.get(from)!, to: ids.get(to)!, label })),
      },
    };
  }
  const [header, ...rows] = chart.grid;
  const columns = [0, ...draw.shuffle(header.slice(1).map((_, at) => at + 1))];
  const grid = [header, ...draw.shuffle(rows)].map((row) => columns.map((at) => row[at]));
  return { kind: "table", grid };
}
