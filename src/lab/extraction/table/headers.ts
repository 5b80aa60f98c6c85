/** What the parts of a table are: header rows on top, stub columns on the left, and rows that only sum up. */
import { isMissing, numericShare } from "./numbers.ts";
import { textsOf, type Table } from "./table.ts";

export interface Parts {
  readonly headerRows: number;
  readonly stubColumns: number;
  /** The words above each column, from the top, a repeated one said once: "CIFAR-10 / Acc.". */
  readonly names: readonly string[];
}

/** Headers are what the source marks so; else leading rows with words above columns of numbers. Stubs are leading columns of words. */
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

/** Leading rows, four at most, with words where there are numbers below. Of a table without columns of numbers, the first row. */
function unmarkedHeaders(grid: readonly (readonly string[])[]): number {
  const below = grid.slice(1, 30);
  const numeric = (grid[0] ?? []).flatMap((_, column) =>
    numericShare(below.map((row) => row[column])) > 0.5 ? [column] : [],
  );
  if (numeric.length === 0) return Math.min(1, grid.length);
  let rows = 0;
  while (rows < Math.min(4, grid.length - 1) && isHeader(numeric.map((column) => grid[rows][column]))) rows++;
  return rows;
}

/** Words, and hardly a number: blank cells are none. */
const isHeader = (cells: readonly string[]): boolean =>
  cells.some((cell) => !isMissing(cell)) && numericShare(cells) < 0.3;

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
