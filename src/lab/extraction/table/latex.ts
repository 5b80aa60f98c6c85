/** Tables of LaTeX: tabular and its kin, \multicolumn and \multirow, rules of booktabs; what else a cell holds is read as its text. */
import { limits, Problems, TableBuilder, written, type NewCell, type ReadTables, type Table } from "./table.ts";

const begin = /\\begin\{(tabular[*xy]?|longtable|array)\}/g;
const rules = new Set([
  "hline",
  "toprule",
  "midrule",
  "bottomrule",
  "cline",
  "cmidrule",
  "addlinespace",
  "specialrule",
]);
/** The first rule below a row ends the header. */
const afterHeader = new Set(["hline", "midrule", "cmidrule"]);
const signs: Readonly<Record<string, string>> = {
  ...{
    pm: " ± ",
    times: "×",
    cdot: "·",
    uparrow: "↑",
    downarrow: "↓",
    dagger: "†",
    ddagger: "‡",
    textpm: " ± ",
    textasciitilde: "~",
    textasciicircum: "^",
  },
  ...{ quad: " ", qquad: " ", textbackslash: "\\", newline: " ", "%": "%", "&": "&", $: "$", "#": "#", _: "_" },
  ...{ "{": "{", "}": "}", ",": "", ";": " ", " ": " ", "!": "", "/": "" },
};
/** Of these an argument says how, and not what. */
const silent: Readonly<Record<string, number>> = {
  color: 1,
  textcolor: 1,
  rowcolor: 1,
  cellcolor: 1,
  vspace: 1,
  label: 1,
  cite: 1,
  ref: 1,
  hspace: 1,
};

export function readLatexTables(text: string): ReadTables {
  const problems = new Problems();
  const tables: Table[] = [];
  begin.lastIndex = 0;
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    const reader = new Reader(text, begin.lastIndex, problems);
    const table = reader.table(found[1]);
    if (table) tables.push(table);
    begin.lastIndex = Math.max(begin.lastIndex, reader.at);
  }
  return { tables, problems: problems.list };
}

interface Group {
  bold: boolean;
}

class Reader {
  at: number;
  readonly #text: string;
  readonly #problems: Problems;
  constructor(text: string, at: number, problems: Problems) {
    [this.#text, this.at, this.#problems] = [text, at, problems];
  }

  /** From behind \begin{..} to its \end. Every character is looked at once. */
  table(environment: string): Table | null {
    const builder = new TableBuilder(this.#problems);
    const text = this.#text;
    // tabular* and tabularx say a width first.
    if (/[*xy]$/.test(environment)) this.#argument();
    this.#option();
    this.#argument();
    let parts: string[] = [];
    let spans: { colspan?: number; rowspan?: number } = {};
    let [isBold, isPlain, header, any] = [false, false, true, false];
    const groups: Group[] = [{ bold: false }];
    let pendingBold = false;
    const put = (sign: string) => {
      parts.push(sign);
      if (sign.trim() === "") return;
      if (groups.at(-1)!.bold) isBold = true;
      else isPlain = true;
    };
    const endCell = () => {
      const cell: NewCell = { text: parts.join(""), header, bold: isBold && !isPlain, ...spans };
      if (cell.text.trim() !== "" || !builder.reachedFromAbove(spans.colspan ?? 1)) builder.cell(cell);
      [parts, spans, isBold, isPlain, any] = [[], {}, false, false, true];
    };
    const endRow = () => {
      // What follows the last \\ is no row, unless something stands there.
      if (any || parts.join("").trim() !== "") {
        endCell();
        builder.endRow();
      }
      [parts, any] = [[], false];
    };
    let [rows, nested, closed] = [0, 0, false];
    while (this.at < text.length && !closed) {
      const sign = text[this.at++];
      if (sign === "%") this.at = lineEnd(text, this.at);
      else if (sign === "&" && groups.length === 1 && nested === 0) endCell();
      else if (sign === "&") put(" ");
      else if (sign === "{") {
        if (groups.length > limits.depth) {
          this.#problems.add(`braces are nested deeper than ${limits.depth}: the rest is left out`);
          this.at = text.length;
        } else groups.push({ bold: groups.at(-1)!.bold || pendingBold });
        pendingBold = false;
      } else if (sign === "}") {
        if (groups.length > 1) groups.pop();
      } else if (sign === "~") put(" ");
      else if (sign === "$") continue;
      else if (sign === "\\") {
        const name = this.#command();
        if (name === "\\" || name === "tabularnewline") {
          this.#option();
          if (groups.length > 1 || nested > 0) put(" ");
          else {
            endRow();
            rows++;
          }
        } else if (name === "begin") {
          this.#argument();
          this.#argument();
          if (nested++ === 0)
            this.#problems.add("a table or list stands inside a cell: it is read as that cell's text");
        } else if (name === "end") {
          this.#argument();
          if (nested === 0) closed = true;
          else nested--;
        } else if (rules.has(name)) {
          if (rows > 0 && afterHeader.has(name)) header &&= name === "cmidrule";
          if (text[this.at] === "(") this.at = after(text, this.at, ")");
          this.#option();
          if (text[this.at] === "{") this.#argument();
        } else if (name === "multicolumn") {
          spans = { ...spans, colspan: Number(this.#argument()) || 1 };
          this.#argument();
        } else if (name === "multirow") {
          this.#option();
          spans = { ...spans, rowspan: Math.abs(Number(this.#argument())) || 1 };
          this.#option();
          this.#argument();
        } else if (name === "textbf" || name === "mathbf") pendingBold = true;
        else if (name === "bf" || name === "bfseries") groups.at(-1)!.bold = groups.length > 1;
        else if (Object.hasOwn(silent, name)) this.#argument();
        else if (Object.hasOwn(signs, name)) put(signs[name]);
      } else put(sign);
    }
    if (!closed) this.#problems.add(`\\begin{${environment}} has no end`);
    endRow();
    return noteRule(builder.build(), header);
  }

  #command(): string {
    const first = this.#text[this.at] ?? "";
    let to = this.at + 1;
    if (/[A-Za-z]/.test(first)) while (/[A-Za-z]/.test(this.#text[to] ?? "")) to++;
    const name = this.#text.slice(this.at, to);
    this.at = to;
    if (name.length > 1 && this.#text[this.at] === " ") this.at++;
    return name;
  }

  /** {...}, its braces matched, at most a few thousand characters away. */
  #argument(): string {
    if (this.#text[this.at] !== "{") return "";
    let [depth, to] = [0, this.at];
    const most = Math.min(this.#text.length, this.at + limits.characters);
    for (; to < most; to++) {
      if (this.#text[to] === "{") depth++;
      else if (this.#text[to] === "}" && --depth === 0) break;
    }
    const inner = this.#text.slice(this.at + 1, to);
    this.at = Math.min(this.#text.length, to + 1);
    return inner;
  }

  #option(): void {
    if (this.#text[this.at] === "[") this.at = after(this.#text, this.at, "]");
  }
}

/** A table none of whose rules stands below its first rows has no header. */
const noteRule = (table: Table | null, header: boolean): Table | null =>
  table && header
    ? { ...table, rows: table.rows.map((row) => row.map((cell) => ({ ...cell, header: false }))) }
    : table;

const after = (text: string, from: number, sign: string): number => {
  const most = Math.min(text.length, from + 200);
  for (let at = from; at < most; at++) if (text[at] === sign) return at + 1;
  return from + 1;
};
const lineEnd = (text: string, from: number): number => {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
};

const commands: Readonly<Record<string, string>> = {
  "\\": "textbackslash",
  "~": "textasciitilde",
  "^": "textasciicircum",
};
const escaped = (text: string) =>
  text.replace(/[\\{}$&#_%~^]/g, (sign) => (sign in commands ? `\\${commands[sign]}{}` : `\\${sign}`));

export function writeLatex(table: Table): string {
  const width = table.rows[0]?.length ?? 0;
  const headers = table.rows.findIndex((row) => !row.every(({ header }) => header));
  const lines = written(table).map((row, r) => {
    const byColumn = new Map(row.map((one) => [one.cell.origin[1], one]));
    const cells: string[] = [];
    for (let column = 0; column < width;) {
      const found = byColumn.get(column);
      if (!found) {
        // Held by a row above.
        cells.push("");
        column++;
        continue;
      }
      const { cell, rowspan, colspan } = found;
      const text = cell.bold ? `\\textbf{${escaped(cell.text)}}` : escaped(cell.text);
      const tall = rowspan > 1 ? `\\multirow{${rowspan}}{*}{${text}}` : text;
      cells.push(colspan > 1 ? `\\multicolumn{${colspan}}{c}{${tall}}` : tall);
      column += colspan;
    }
    return `${cells.join(" & ")} \\\\${r === headers - 1 ? " \\midrule" : ""}`;
  });
  return [`\\begin{tabular}{${"l".repeat(width)}}`, "\\toprule", ...lines, "\\bottomrule", "\\end{tabular}"].join("\n");
}
