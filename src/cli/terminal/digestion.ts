/** The digestion of a query as stacked rows: each symbol stands under the words that it was made of. */
import type { Digest, QueryNode } from "#papers/dahsf/method";
import { printable, wrap } from "./width.ts";

/** As a row has it: a word as it was typed, a symbol in capitals, what a phrase became in brackets. */
function labelOf({ symbol, rule, start, end, value }: QueryNode, query: string): string {
  if (symbol === "EFFECT" || symbol === "START" || symbol === "END") return rule === null ? "" : `[${rule}]`;
  if (rule === null) return query.slice(start, end);
  if (value?.kind === "time") return `${value.interval.from}..${value.interval.to}`;
  return symbol;
}

/** One line for each layer where the query is short enough, else a list of symbols. Layers that change nothing say so. */
export function drawDigestion({ query, layers }: Digest, columns = 100): string[] {
  const typed = query.slice(0, 1_000);
  const rows = layers.map(({ name, nodes }) => ({
    name,
    cells: nodes
      .map((node) => ({ at: node.start, label: printable(labelOf(node, typed)) }))
      .filter(({ label }) => label !== ""),
  }));
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  // A column begins where a word does, and is as wide as the widest label that begins there needs.
  const places = rows[0].cells.map(({ at }) => at);
  const columnOf = new Map<number, number>();
  let next = 0;
  for (const [index, at] of places.entries()) {
    columnOf.set(at, next);
    const until = places[index + 1] ?? Infinity;
    const here = rows.flatMap(({ cells }) =>
      cells.filter((cell) => cell.at === at && (until === Infinity || reach(cells, at) <= until)),
    );
    next += Math.max(...here.map(({ label }) => label.length), 1) + 1;
  }
  const drawn = rows.map(({ name, cells }, index) => {
    const before = rows[index - 1];
    const same = before !== undefined && JSON.stringify(before.cells) === JSON.stringify(cells);
    const text = same
      ? "(as above)"
      : cells.reduce((line, { at, label }) => `${line.padEnd(columnOf.get(at) ?? line.length)}${label} `, "");
    return { name, text: text.trimEnd(), cells };
  });
  if (drawn.every(({ text }) => width + text.length <= columns))
    return drawn.map(({ name, text }) => name.padEnd(width) + text);
  return drawn.flatMap(({ name, cells }) =>
    wrap(cells.map(({ label }) => label).join(" "), columns - width).map(
      (line, at) => (at === 0 ? name : "").padEnd(width) + line,
    ),
  );
}

/** Where the next cell begins. */
const reach = (cells: readonly { at: number }[], at: number): number =>
  Math.min(...cells.filter((cell) => cell.at > at).map((cell) => cell.at), Infinity);
