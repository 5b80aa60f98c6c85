/** What the parts of a table are: header rows on top, stub columns on the left, and rows that only sum up. */
import { numericShare } from "./numbers.ts";
import { textsOf, type Table } from "./table.ts";

export interface Parts {
  readonly headerRows: number;
  readonly stubColumns: number;
  /** The words above each column, from the top, a repeated one said once: "CIFAR-10 / Acc.". */
  readonly names: readonly string[];
}

/** Headers are what the source marks so; else leading rows with few numbers above rows with many. Stubs are leading columns of words. */
export function partsOf(table: Table): Parts {
  const grid = textsOf(table);
  const marked = table.rows.findIndex((row) => !row.every(({ header, text }) => header || text === ""));
  const headerRows = marked > 0 ? marked : marked < 0 ? Math.min(1, grid.length) : unmarkedHeaders(grid);
  const body = grid.slice(headerRows, headerRows + 50);
  const width = grid[0]?.length ?? 0;
  let stubColumns = 0;
  while (stubColumns < width && numericShare(body.map((row) => row[stubColumns])) < 0.5) stubColumns++;
  return { headerRows, stubColumns, names: namesOf(grid, headerRows) };
}

function unmarkedHeaders(grid: readonly (readonly string[])[]): number {
  const share = grid.slice(0, 12).map(numericShare);
  let rows = 0;
  while (rows < Math.min(4, grid.length - 1) && share[rows] < 0.3) rows++;
  // Fewer rows with numbers below than that: a table of words, whose first row is taken for its header.
  const below = grid.slice(rows, rows + 8).map(numericShare);
  const numeric = below.length > 0 && below.reduce((sum, one) => sum + one, 0) / below.length;
  if (rows === 4 || !(Number(numeric) > 0.25)) return share[0] < 0.3 ? 1 : 0;
  return rows;
}

export const namesOf = (grid: readonly (readonly string[])[], headerRows: number): string[] =>
  (grid[0] ?? []).map((_, column) => {
    const words = grid.slice(0, headerRows).map((row) => row[column]);
    return words.filter((word, at) => word !== "" && word !== words[at - 1]).join(" / ");
  });

/** Total, subtotal, mean: a row that sums others up and is none of them. */
export const isSummary = (row: readonly string[]): boolean => {
  const first = row.find((cell) => cell !== "") ?? "";
  return /^(?:sub-?\s?totals?|(?:grand |net )?totals?|sum|average|avg\.?|mean)\b/i.test(first);
};
