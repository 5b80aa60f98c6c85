/** Tables of plain text, without boxes: columns are where no line writes across. */
import { plainCell, Problems, TableBuilder, textsOf, type ReadTables, type Table } from "./table.ts";

interface Segment {
  readonly from: number;
  /** Behind its last character. */
  readonly to: number;
  readonly text: string;
}

/** A run of lines that is a table, with the lines that it takes. */
export interface Block {
  /** First line, from 0, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  readonly caption: string;
  readonly rows: readonly (readonly string[])[];
  /** The line of each row. */
  readonly at: readonly number[];
  /** Drawn with rules: lines of dashes, or pipes between cells. */
  readonly ruled: boolean;
}

const fewestLines = 3;
const isRuleLine = (line: string) => /^[\s\-=_+|]*$/.test(line) && /[-=_]{3}/.test(line);

/** Words that belong together: apart from others by two spaces, a tab, or a pipe. A tab is worth eight spaces and stays one. */
function segmentsOf(line: string): Segment[] {
  const segments: Segment[] = [];
  let [at, from, spaces, width] = [0, -1, 0, 0];
  let [start, end] = [0, 0];
  const close = () => {
    if (from >= 0) segments.push({ from: start, to: end, text: line.slice(from, at - spaces).trim() });
    from = -1;
  };
  for (; at < line.length; at++) {
    const sign = line[at];
    if (sign === " " || sign === "\u00a0") spaces++;
    else if (sign === "\t" || sign === "|") {
      close();
      spaces = 0;
      if (sign === "\t") width += 7;
    } else {
      if (spaces >= 2) close();
      if (from < 0) [from, start] = [at, width];
      spaces = 0;
      end = width + 1;
    }
    width++;
  }
  close();
  return segments;
}

/** The column in which the middle of a segment lies. */
const columnOf = (edges: readonly number[], { from, to }: Segment): number => {
  const middle = (from + to) / 2;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (edges[half] <= middle) low = half + 1;
    else high = half;
  }
  return low;
};

/** Edges between columns: the middle of every gap that no line of two segments or more writes across. */
function edgesOf(lines: readonly (readonly Segment[])[]): number[] {
  const changes = new Map<number, number>();
  for (const segments of lines)
    if (segments.length > 1)
      for (const { from, to } of segments) {
        changes.set(from, (changes.get(from) ?? 0) + 1);
        changes.set(to, (changes.get(to) ?? 0) - 1);
      }
  const places = [...changes.keys()].sort((a, b) => a - b);
  const edges: number[] = [];
  let covered = 0;
  for (const [at, place] of places.entries()) {
    covered += changes.get(place)!;
    // Nothing here, and something further on.
    if (covered === 0 && at + 1 < places.length) edges.push((place + places[at + 1]) / 2);
  }
  return edges;
}

/** Every run of three lines or more that falls into two columns or more. `lines`: a page, or a whole text. */
export function alignedBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  let caption = "";
  while (at < lines.length) {
    const from = at;
    const taken: Segment[][] = [];
    let [ruled, rulesOnly] = [false, 0];
    for (; at < lines.length && lines[at].trim() !== ""; at++) {
      const line = lines[at];
      if (isRuleLine(line)) {
        [ruled, rulesOnly] = [true, rulesOnly + 1];
        taken.push([]);
        continue;
      }
      if (line.includes("|")) ruled = true;
      const segments = segmentsOf(line);
      if (segments.length < 2 && taken.length - rulesOnly === 0) {
        // Lines above a table that are no part of it: the last one names it.
        caption = plainCell(line);
        taken.length = rulesOnly = 0;
        continue;
      }
      taken.push(segments);
    }
    const rows = taken.filter((segments) => segments.length > 1).length;
    const edges = rows >= fewestLines ? edgesOf(taken) : [];
    if (edges.length > 0) {
      blocks.push({
        from: at - taken.length,
        to: at,
        caption,
        rows: taken.filter((segments) => segments.length > 0).map((segments) => inColumns(segments, edges)),
        at: taken.flatMap((segments, line) => (segments.length > 0 ? [at - taken.length + line] : [])),
        ruled,
      });
      caption = "";
    }
    if (at === from) at++;
  }
  return blocks;
}

function inColumns(segments: readonly Segment[], edges: readonly number[]): string[] {
  const cells = new Array<string>(edges.length + 1).fill("");
  for (const segment of segments) {
    const column = columnOf(edges, segment);
    cells[column] = cells[column] === "" ? segment.text : `${cells[column]} ${segment.text}`;
  }
  return cells;
}

export function readAlignedTables(text: string): ReadTables {
  const problems = new Problems();
  const tables = alignedBlocks(text.split(/\r?\n/)).flatMap(({ caption, rows }) => {
    const builder = new TableBuilder(problems);
    builder.caption = caption;
    for (const row of rows) {
      for (const cell of row) builder.cell({ text: cell });
      builder.endRow();
    }
    return builder.build() ?? [];
  });
  return { tables, problems: problems.list };
}

/** Columns padded with two spaces between them, numbers to the right. An empty cell is blank. */
export function writeAligned(table: Table, { ruled = false, caption = true } = {}): string {
  const grid = textsOf(table);
  const widths = (grid[0] ?? []).map((_, column) => Math.max(1, ...grid.map((row) => row[column].length)));
  const right = widths.map(
    (_, column) => grid.filter((row) => /^[-($€£]*\d/.test(row[column])).length * 2 > grid.length,
  );
  const lines = grid.map((row) =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join(ruled ? " | " : "  ")
      .trimEnd(),
  );
  const rule = ruled ? [widths.map((width) => "-".repeat(width)).join("-+-")] : [];
  return [
    ...(caption && table.caption !== "" ? [table.caption] : []),
    lines[0],
    ...rule,
    ...lines.slice(1),
    ...rule,
  ].join("\n");
}
