/** Damage in steps: each harms what the step before harmed, and more. */
import type { Chart, Kind } from "../reading/index.ts";
import type { TreeNode } from "../reading/trees.ts";
import type { Draw } from "#lab/datasets/draw";

export const damages = {
  table: ["values", "rows", "labels", "swaps"],
  tree: ["nodes", "moves", "labels"],
  graph: ["edges", "rewiring", "labels"],
} as const satisfies Record<Kind, readonly string[]>;
export type Damage = (typeof damages)[Kind][number];

/** A chart with a share of it harmed, 0 .. 1, and the share that really is, which whole rows or edges make coarser. */
export type Harm = (share: number) => { readonly chart: Chart; readonly share: number };

/** Decides what will be harmed in which order, and then does it to any share. */
export function harmer(chart: Chart, damage: Damage, draw: Draw): Harm {
  if (damage === "labels") return mistyped(chart, draw);
  if (chart.kind === "table") {
    const [header, ...rows] = chart.grid;
    if (damage === "values") {
      const signs = rows.map((row) => row.map(() => (draw.chance(0.5) ? 1 : -1) * draw.uniform(0.5, 1)));
      // Up to 30 % off, each cell in a direction of its own.
      const changed = (share: number) =>
        rows.map((row, at) => row.map((cell, of) => (of === 0 ? cell : scaled(cell, 1 + 0.3 * share * signs[at][of]))));
      return (share) => ({ chart: { kind: "table", grid: [header, ...changed(share)] }, share });
    }
    const order = draw.shuffle(rows.map((_, at) => at));
    const count = (share: number) => Math.round(share * rows.length);
    if (damage === "rows")
      return (share) => {
        const gone = new Set(order.slice(0, count(share)));
        return {
          chart: { kind: "table", grid: [header, ...rows.filter((_, at) => !gone.has(at))] },
          share: gone.size / rows.length,
        };
      };
    // Of the first rows in the order each has the values of the one before: rewired, and nothing lost.
    return (share) => {
      const moved = order.slice(0, Math.max(count(share), share > 0 ? 2 : 0));
      const from = new Map(moved.map((row, at) => [row, moved.at(at - 1)!]));
      const grid = [header, ...rows.map((row, at) => [row[0], ...rows[from.get(at) ?? at].slice(1)])];
      return { chart: { kind: "table", grid }, share: moved.length / rows.length };
    };
  }
  if (chart.kind === "tree") {
    const all = flat(chart.roots);
    const order = draw.shuffle(all.slice(1));
    const goals = new Map(order.map((node) => [node, draw.shuffle(all)]));
    return (share) => {
      const harmed = order.slice(0, Math.round(share * order.length));
      const roots = damage === "nodes" ? without(chart.roots, new Set(harmed)) : moved(chart.roots, harmed, goals);
      return { chart: { kind: "tree", roots }, share: harmed.length / order.length };
    };
  }
  const { nodes, edges } = chart.graph;
  const order = draw.shuffle(edges);
  const goals = new Map(
    order.map((edge) => [edge, draw.pick([...nodes.keys()].filter((id) => id !== edge.to && id !== edge.from))]),
  );
  return (share) => {
    const harmed = new Set(order.slice(0, Math.round(share * edges.length)));
    const left =
      damage === "edges"
        ? edges.filter((edge) => !harmed.has(edge))
        : edges.map((edge) => (harmed.has(edge) ? { ...edge, to: goals.get(edge)! } : edge));
    return { chart: { kind: "graph", graph: { nodes, edges: left } }, share: harmed.size / edges.length };
  };
}

/** A number times a factor, written as before: percent sign, commas and digits behind the point. */
function scaled(cell: string, factor: number): string {
  const plain = cell.replace(/[%,]/g, "");
  if (factor === 1 || plain === "" || !Number.isFinite(Number(plain))) return cell;
  const digits = Math.max(2, plain.split(".")[1]?.length ?? 0);
  return (Number(plain) * factor).toFixed(digits) + (cell.endsWith("%") ? "%" : "");
}

const flat = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...flat(node.children)]);

/** What hung below a node that is gone hangs on its parent. */
const without = (nodes: readonly TreeNode[], gone: ReadonlySet<TreeNode>): TreeNode[] =>
  nodes.flatMap((node) => {
    const children = without(node.children, gone);
    return gone.has(node) ? children : [{ name: node.name, children }];
  });

/** Each of the moved, with all below it, under the first of its goals that is neither below it nor its parent. */
function moved(
  roots: readonly TreeNode[],
  harmed: readonly TreeNode[],
  goals: ReadonlyMap<TreeNode, readonly TreeNode[]>,
): TreeNode[] {
  const copies = new Map(flat(roots).map((node): [TreeNode, TreeNode] => [node, { name: node.name, children: [] }]));
  for (const [node, copy] of copies) copy.children.push(...node.children.map((child) => copies.get(child)!));
  for (const node of harmed) {
    const copy = copies.get(node)!;
    const below = new Set(flat([copy]));
    const parent = [...copies.values()].find(({ children }) => children.includes(copy));
    const goal = goals
      .get(node)!
      .map((one) => copies.get(one)!)
      .find((one) => one !== parent && !below.has(one));
    if (!goal || !parent) continue;
    parent.children.splice(parent.children.indexOf(copy), 1);
    goal.children.push(copy);
  }
  return roots.map((root) => copies.get(root)!);
}

/** Of a share of the labels half the letters are others, in each place that they stand; years and other numbers stay. */
function mistyped(chart: Chart, draw: Draw): Harm {
  const names =
    chart.kind === "table"
      ? [...chart.grid[0].slice(1), ...chart.grid.slice(1).map(([key]) => key)]
      : chart.kind === "tree"
        ? flat(chart.roots).map(({ name }) => name)
        : [...chart.graph.nodes.values()];
  const order = draw.shuffle(names.filter((name) => name !== "" && !/^\d+$/.test(name)));
  const wrong = new Map(
    order.map((name) => {
      const signs = Array.from(name);
      for (const at of draw.some([...signs.keys()], Math.ceil(signs.length / 2))) signs[at] = draw.pick([..."jqvxz"]);
      return [name, signs.join("")];
    }),
  );
  return (share) => {
    const harmed = new Set(order.slice(0, Math.round(share * order.length)));
    const read = (name: string) => (harmed.has(name) ? wrong.get(name)! : name);
    return { chart: renamed(chart, read), share: harmed.size / order.length };
  };
}

function renamed(chart: Chart, read: (name: string) => string): Chart {
  if (chart.kind === "table") {
    const [[corner, ...header], ...rows] = chart.grid;
    return {
      kind: "table",
      grid: [[corner, ...header.map(read)], ...rows.map(([key, ...values]) => [read(key), ...values])],
    };
  }
  if (chart.kind === "graph") {
    const nodes = new Map([...chart.graph.nodes].map(([id, label]) => [id, read(label)]));
    return { kind: "graph", graph: { nodes, edges: chart.graph.edges } };
  }
  const node = ({ name, children }: TreeNode): TreeNode => ({ name: read(name), children: children.map(node) });
  return { kind: "tree", roots: chart.roots.map(node) };
}
