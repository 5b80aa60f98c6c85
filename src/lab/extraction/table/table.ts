/** A table as every reader hands it out: cells in rows of equal length, a cell that spans rows or columns standing in each of them. */

export interface Cell {
  readonly text: string;
  /** Marked as a header by the source. */
  readonly header: boolean;
  /** All of its text is bold. */
  readonly bold: boolean;
  /** Row and column in which it begins; a copy made for a span has those of the first. */
  readonly origin: readonly [row: number, column: number];
}

export interface Table {
  readonly caption: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** Readers never throw: what was cut, filled up or left out is said. */
export interface ReadTables {
  readonly tables: readonly Table[];
  readonly problems: readonly string[];
}

/** What a table may have. A span beyond the columns is cut, as HTML does, so that a colspan of a million costs nothing. */
export const limits = { columns: 1_000, cells: 200_000, characters: 10_000, depth: 500, problems: 20 } as const;

export const textsOf = (table: Table): string[][] => table.rows.map((row) => row.map(({ text }) => text));

/** A table from rows of texts, the first of which are headers. */
export const tableOf = (grid: readonly (readonly string[])[], headers = 1, caption = ""): Table => ({
  caption,
  rows: grid.map((row, r) =>
    row.map((text, column) => ({ text, header: r < headers, bold: false, origin: [r, column] as const })),
  ),
});

/** Cells as they are written, without the copies: how many rows and columns each covers. */
export function written(table: Table): { cell: Cell; rowspan: number; colspan: number }[][] {
  const same = (a: Cell | undefined, b: Cell) =>
    a !== undefined && a.origin[0] === b.origin[0] && a.origin[1] === b.origin[1];
  return table.rows.map((row, r) =>
    row.flatMap((cell, column) => {
      if (cell.origin[0] !== r || cell.origin[1] !== column) return [];
      let [rowspan, colspan] = [1, 1];
      while (same(row[column + colspan], cell)) colspan++;
      while (same(table.rows[r + rowspan]?.[column], cell)) rowspan++;
      return [{ cell, rowspan, colspan }];
    }),
  );
}

/** A cell on its way in. */
export interface NewCell {
  readonly text: string;
  readonly header?: boolean;
  readonly bold?: boolean;
  readonly colspan?: number;
  readonly rowspan?: number;
}

/** Marks of direction, which say how a text is shown and are no part of it. */
const direction = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

export const plainCell = (text: string): string => text.replace(direction, "").replace(/\s+/g, " ").trim();

/** What went wrong, without end and without saying it twice. */
export class Problems {
  readonly #found = new Set<string>();
  add(problem: string): void {
    if (this.#found.size < limits.problems) this.#found.add(problem);
  }
  get list(): string[] {
    return [...this.#found];
  }
}

/** Lays cells out in a grid as they come, row by row, within the limits. */
export class TableBuilder {
  caption = "";
  #rows: Cell[][] = [];
  #row: Cell[] = [];
  #open = false;
  #below = new Map<number, { left: number; cell: Cell }>();
  #cells = 0;
  readonly #problems: Problems;
  constructor(problems: Problems) {
    this.#problems = problems;
  }

  get empty(): boolean {
    return this.#rows.length === 0 && !this.#open;
  }

  cell({ text, header = false, bold = false, colspan = 1, rowspan = 1 }: NewCell): void {
    this.#open = true;
    this.#fillFromAbove();
    const [r, column] = [this.#rows.length, this.#row.length];
    const plain = plainCell(text);
    if (plain.length > limits.characters)
      this.#problems.add(
        `the cell at row ${r + 1}, column ${column + 1} has ${plain.length} characters, of which ${limits.characters} are kept`,
      );
    const cell: Cell = { text: plain.slice(0, limits.characters), header, bold, origin: [r, column] };
    const wanted = Math.max(1, Math.floor(colspan) || 1);
    const width = Math.min(wanted, limits.columns - column);
    if (width < wanted) this.#problems.add(`row ${r + 1} has more than ${limits.columns} columns: the rest is cut`);
    for (let at = 0; at < width; at++) {
      if (rowspan > 1) this.#below.set(this.#row.length, { left: Math.floor(rowspan) - 1, cell });
      if (!this.#push(cell)) return;
    }
  }

  /** Where a row above reaches down: takes up to so many columns of it. LaTeX writes an empty cell there. */
  reachedFromAbove(columns: number): boolean {
    let taken = 0;
    for (; taken < columns; taken++) {
      const held = this.#below.get(this.#row.length);
      if (!held) break;
      if (--held.left === 0) this.#below.delete(this.#row.length);
      if (!this.#push(held.cell)) break;
    }
    this.#open ||= taken > 0;
    return taken > 0;
  }

  endRow(): void {
    if (!this.#open) return;
    this.#fillFromAbove();
    this.#rows.push(this.#row);
    [this.#row, this.#open] = [[], false];
  }

  /** The table, its rows filled up to equal lengths; null of one without a cell. */
  build(): Table | null {
    this.endRow();
    const width = this.#rows.reduce((most, row) => Math.max(most, row.length), 0);
    if (width === 0) {
      this.#problems.add("a table has no cells");
      return null;
    }
    const shortest = this.#rows.reduce((least, row) => Math.min(least, row.length), width);
    if (shortest < width)
      this.#problems.add(`rows have ${shortest} to ${width} cells: the shorter ones are filled up with empty ones`);
    if (this.#rows.length * width > limits.cells) {
      const fits = Math.floor(limits.cells / width);
      this.#problems.add(`a table has more than ${limits.cells} cells: its first ${fits} rows are kept`);
      this.#rows.length = fits;
    }
    const rows = this.#rows.map((row, r) => [
      ...row,
      ...Array.from({ length: width - row.length }, (_, at): Cell => ({
        text: "",
        header: row.length > 0 && row.every(({ header }) => header),
        bold: false,
        origin: [r, row.length + at],
      })),
    ]);
    return { caption: plainCell(this.caption).slice(0, limits.characters), rows };
  }

  #fillFromAbove(): void {
    this.reachedFromAbove(Infinity);
  }

  #push(cell: Cell): boolean {
    if (this.#cells >= limits.cells) {
      this.#problems.add(`a table has more than ${limits.cells} cells: the rest is left out`);
      // Nothing is held for rows that will not come.
      this.#below.clear();
      return false;
    }
    this.#cells++;
    this.#row.push(cell);
    return true;
  }
}
