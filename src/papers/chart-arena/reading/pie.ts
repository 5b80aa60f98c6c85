/** Pie charts, whose slices and shares models like to put into one cell. */
import { withoutFence, type Grid } from "#lab/extraction/tables";

const number = String.raw`[-+]?\d+(?:,\d{3})*(?:\.\d+)?%?`;
const alone = new RegExp(`^\\s*${number}\\s*$`);
const glued = [
  `^(.+?)\\s*,\\s*(${number})\\s*$`,
  `^(.+?)\\s*[（(]\\s*(${number})\\s*[）)]\\s*$`,
  `^(.+?)\\s+(${number})\\s*$`,
].map((pattern) => new RegExp(pattern));

/** "Rent, 27%", "Rent (27%)" and "Rent 27%" as a name and a share; a bare number behind a space is part of the name. */
function splitCell(cell: string): [name: string, share: string] | null {
  const text = cell.trim();
  if (text === "" || text.length > 200 || alone.test(text)) return null;
  for (const [at, pattern] of glued.entries()) {
    const [, name, share] = pattern.exec(text) ?? [];
    if (name && !alone.test(name) && (at < 2 || share.includes("%"))) return [name.trim(), share.trim()];
  }
  return null;
}

/** pie, then "name" : 27 a line; null where it is no such text. */
export function readMermaidPie(text: string): Grid | null {
  const lines = withoutFence(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (!lines.slice(0, 3).some((line) => /^pie(\s.*)?$/i.test(line))) return null;
  const rows = lines.flatMap((line) => {
    const [, name, share] = new RegExp(`^"([^"]+?)"\\s*:\\s*(${number})$`).exec(line) ?? [];
    return name === undefined ? [] : [[splitCell(name)?.[0] ?? name.trim(), share]];
  });
  return rows.length < 2 ? null : [["", ""], ...rows];
}

/** Cells that all hold a name and a share become rows of two; a column of such cells becomes two columns. */
export function splitPie(grid: Grid): Grid {
  const [header, ...rows] = grid;
  if (rows.length === 0) return grid;
  const pairs = rows
    .flat()
    .filter((cell) => cell.trim() !== "")
    .map(splitCell);
  if (pairs.length >= 2 && pairs.every((pair) => pair !== null)) return [["", ""], ...pairs];
  const column = header.findIndex((_, at) => rows.every((row) => splitCell(row[at] ?? "") !== null));
  if (column < 0) return grid;
  return [
    [...header.slice(0, column), "", "", ...header.slice(column + 1)],
    ...rows.map((row) => [...row.slice(0, column), ...splitCell(row[column])!, ...row.slice(column + 1)]),
  ];
}
