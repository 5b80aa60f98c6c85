/** Aligned columns that fit the terminal: the flexible ones wrap or are cut, the others keep their width. */
import type { Output, Style } from "./output.ts";
import { pad, printable, truncate, widthOf, wrap } from "./width.ts";

export interface Column {
  readonly header: string;
  readonly align?: "left" | "right";
  /** What happens when the table is too wide for the terminal: "cut" to one line, or "wrap" onto several. Default: nothing. */
  readonly narrow?: "cut" | "wrap";
}

/** A cell's text, and how it is painted. */
export type Cell = string | { readonly text: string; readonly style?: Style };

const gap = "  ";
/** Below this a column of words is not readable any more. */
const narrowest = 12;

/** A table as text, header first. `columns` is the space there is, null for as much as it takes. */
export function table(
  output: Output,
  head: readonly Column[],
  rows: readonly (readonly Cell[])[],
  columns: number | null,
) {
  const cells = rows.map((row) =>
    row.map((cell) => {
      const { text, style } = typeof cell === "string" ? { text: cell, style: undefined } : cell;
      return { text: printable(text), style };
    }),
  );
  const widths = fit(
    head,
    head.map((column, index) => Math.max(widthOf(column.header), ...cells.map((row) => widthOf(row[index].text)))),
    columns,
  );
  const layOut = (texts: readonly string[], styles: readonly (Style | undefined)[]) => {
    const parts = texts.map((text, index) =>
      head[index].narrow === "wrap" ? wrap(text, widths[index]) : [truncate(text, widths[index])],
    );
    const height = Math.max(...parts.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      parts
        .map((lines, index) => {
          const text = pad(lines[line] ?? "", widths[index], head[index].align);
          const style = styles[index];
          return style && text.trim() !== "" ? output.paint(style, text) : text;
        })
        .join(gap)
        .trimEnd(),
    );
  };
  const header = layOut(
    head.map(({ header }) => header),
    head.map(() => "dim"),
  );
  const body = cells.map((row) =>
    layOut(
      row.map(({ text }) => text),
      row.map(({ style }) => style),
    ),
  );
  // Rows of several lines need air between them to be told apart.
  const apart = body.some((lines) => lines.length > 1) ? [""] : [];
  return [header, ...body].flatMap((lines, index) => (index > 1 ? [...apart, ...lines] : lines)).join("\n");
}

/** Takes from the widest flexible column until the row fits. */
function fit(head: readonly Column[], natural: readonly number[], columns: number | null): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  const flexible = head.flatMap(({ narrow }, index) => (narrow ? [index] : []));
  while (columns !== null && total() > columns && flexible.length > 0) {
    const widest = flexible.reduce((best, index) => (widths[index] > widths[best] ? index : best));
    if (widths[widest] <= narrowest) break;
    widths[widest]--;
  }
  return widths;
}
