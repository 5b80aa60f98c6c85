/** PlantUML: activity diagrams (:a;, if / else / endif, fork, back to) and arrows between names. A node is its label. */
import { withoutFence } from "#lab/extraction/tables";
import type { Graph } from "./graphs.ts";

const clean = (label: string): string =>
  label
    .trim()
    .replace(/;$/, "")
    .replace(/\\[nrl]|<\s*br\s*\/?\s*>/gi, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ")
    .trim();
const unique = (names: readonly string[]) => [...new Set(names)];
const end = String.raw`\[[^\]]+\]|"[^"]+"|[\p{L}\p{N}_]+|\(\*\)`;
const arrows = new RegExp(`(${end})\\s*(?:-+>|\\.+>|=+>)\\s*(${end})(?:\\s*:\\s*([^\\n]+))?`, "gu");

export function readPlantUml(text: string): Graph {
  const graph: Graph = { nodes: new Map(), edges: [] };
  const plain = withoutFence(text)
    .replace(/@(?:start|end)\w+[^\n]*/gi, "")
    .replace(/\/'[^]*?'\//g, " ")
    .replace(/^\s*'.*$/gm, "")
    .replace(/^\s*(?:partition|note)\b.*$/gim, "")
    .replace(/^(\s*):([^:;]*);/gm, (_, space: string, label: string) => `${space}:${label.replaceAll("\n", " ")};`);
  // Where the next activity hangs, and what the arrow to it says.
  let [open, pending, title]: [string[], string, string] = [[], "", ""];
  const branches: { condition: string; tails: string[] }[] = [];
  const forks: { heads: readonly string[]; tails: string[] }[] = [];
  const node = (label: string): string => {
    const name = clean(label);
    if (name !== "") graph.nodes.set(name, name);
    return name;
  };
  const follow = (label: string) => {
    const to = node(label);
    if (to === "") return;
    for (const from of open) if (from !== to) graph.edges.push({ from, to, label: pending });
    [open, pending] = [[to], ""];
  };
  for (const line of plain.split("\n").map((one) => one.trim())) {
    let found: RegExpExecArray | null;
    if (line === "") continue;
    if ((found = /^title\s+(.+)$/i.exec(line))) {
      title = node(found[1]);
      open = [title];
    } else if (/^start$/i.test(line)) [open, pending] = [title === "" ? [] : [title], ""];
    else if (/^(?:stop|end)$/i.test(line)) [open, pending] = [[], ""];
    else if ((found = /if\s*\(\s*([^)]+?)\s*\)\s*then\s*\(\s*([^)]*)\s*\)/i.exec(line))) {
      follow(found[1]);
      branches.push({ condition: clean(found[1]), tails: [] });
      pending = clean(found[2]);
    } else if ((found = /^else\s*(?:\(\s*([^)]*)\s*\))?/i.exec(line)) && branches.length > 0) {
      const branch = branches.at(-1)!;
      branch.tails.push(...open);
      [open, pending] = [[branch.condition], clean(found[1] ?? "")];
    } else if (/^endif/i.test(line)) {
      const branch = branches.pop();
      if (branch) [open, pending] = [unique([...branch.tails, ...open]), ""];
    } else if (/^(?:fork|split)$/i.test(line)) {
      forks.push({ heads: open, tails: [] });
      pending = "";
    } else if (/^(?:fork|split)\s+again$/i.test(line)) {
      const fork = forks.at(-1);
      fork?.tails.push(...open);
      if (fork) [open, pending] = [[...fork.heads], ""];
    } else if (/^end\s*(?:fork|split|merge)$/i.test(line)) {
      const fork = forks.pop();
      if (fork) [open, pending] = [unique([...fork.tails, ...open]), ""];
    } else if ((found = /^back\s+to\s+:?\s*([^;]+?)\s*;?$/i.exec(line))) {
      follow(found[1]);
      open = [];
    } else if ((found = /^-+>\s*([^;]+?)\s*;?$/.exec(line) ?? /^\|([^|]+)\|$/.exec(line))) pending = clean(found[1]);
    else if (/:[^:;]+;/.test(line)) for (const [, label] of line.matchAll(/:([^:;]+);/g)) follow(label);
    else
      for (const [, from, to, label] of line.matchAll(arrows)) {
        const name = (one: string, star: string) => node(one === "(*)" ? star : one.replace(/^[["]+|[\]"]+$/g, ""));
        graph.edges.push({ from: name(from, "start"), to: name(to, "end"), label: clean(label ?? "") });
      }
  }
  return graph;
}
