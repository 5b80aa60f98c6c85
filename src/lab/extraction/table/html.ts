/** Tables of HTML, read as a browser does: spans, headers, captions, ends that are missing. */
import { escapeHtml } from "../../text/escape.ts";
import { Parser } from "htmlparser2";
import { limits, Problems, TableBuilder, written, type NewCell, type ReadTables, type Table } from "./table.ts";

/** Elements whose text nobody is meant to read, those that stand on lines of their own, and those that make text bold. */
const silent = new Set(["script", "style", "template"]);
const apart = new Set("br p div li ul ol section pre td th tr table".split(" "));
const strong = new Set(["b", "strong"]);

/** Every table outside of another one; what stands in a table inside a cell is a part of that cell's text. */
export function readHtmlTables(html: string): ReadTables {
  const problems = new Problems();
  const tables: Table[] = [];
  const reader = new Reader(problems, (table) => tables.push(table));
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      onclosetag: (name) => reader.close(name),
      ontext: (text) => reader.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  try {
    parser.write(html);
    parser.end();
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    problems.add(`elements are nested deeper than ${limits.depth}: the rest is left out`);
  }
  reader.end();
  return { tables, problems: problems.list };
}

class TooDeep extends Error {}

class Reader {
  #depth = 0;
  #tables = 0;
  #silent = 0;
  #bold = 0;
  #head = 0;
  #builder: TableBuilder | null = null;
  #cell: (Omit<NewCell, "text" | "bold"> & { parts: string[]; allBold: boolean }) | null = null;
  #caption: string[] | null = null;
  readonly #problems: Problems;
  readonly #found: (table: Table) => void;
  constructor(problems: Problems, found: (table: Table) => void) {
    this.#problems = problems;
    this.#found = found;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    // Ends that do not come make the stack of the parser grow, and every other end is looked for in all of it.
    if (++this.#depth > limits.depth) throw new TooDeep();
    if (silent.has(name)) this.#silent++;
    if (strong.has(name)) this.#bold++;
    if (apart.has(name)) this.text(" ");
    if (name === "table" && ++this.#tables === 1) this.#builder = new TableBuilder(this.#problems);
    else if (name === "table") this.#problems.add("a table stands inside a cell: it is read as that cell's text");
    if (this.#tables !== 1) return;
    if (name === "thead") this.#head++;
    if (name === "caption") this.#caption = [];
    if (name === "tr") this.#endRow();
    if (name === "td" || name === "th") {
      this.#endCell();
      const span = (of: string) => Math.max(1, parseInt(attributes[of] ?? "1", 10) || 1);
      const [colspan, rowspan] = [span("colspan"), span("rowspan")];
      if (colspan > limits.columns) this.#problems.add(`a colspan of ${attributes.colspan} is cut`);
      this.#cell = { header: name === "th" || this.#head > 0, colspan, rowspan, parts: [], allBold: true };
    }
  }

  close(name: string): void {
    this.#depth--;
    if (silent.has(name)) this.#silent--;
    if (strong.has(name)) this.#bold--;
    if (apart.has(name)) this.text(" ");
    if (this.#tables === 1) {
      if (name === "td" || name === "th") this.#endCell();
      if (name === "tr" || name === "table") this.#endRow();
      if (name === "thead") this.#head--;
      if (name === "caption" && this.#builder && this.#caption) {
        this.#builder.caption = this.#caption.join("");
        this.#caption = null;
      }
      if (name === "table") this.#endTable();
    }
    if (name === "table") this.#tables--;
  }

  text(text: string): void {
    if (this.#silent > 0) return;
    if (this.#caption) this.#caption.push(text);
    else if (this.#cell) {
      this.#cell.parts.push(text);
      if (this.#bold === 0 && text.trim() !== "") this.#cell.allBold = false;
    }
  }

  end(): void {
    if (!this.#builder) return;
    this.#endRow();
    this.#endTable();
  }

  #endCell(): void {
    if (!this.#cell) return;
    const { parts, allBold, ...rest } = this.#cell;
    const text = parts.join("");
    this.#builder?.cell({ ...rest, text, bold: allBold && text.trim() !== "" });
    this.#cell = null;
  }

  #endRow(): void {
    this.#endCell();
    this.#builder?.endRow();
  }

  #endTable(): void {
    const table = this.#builder?.build();
    if (table) this.#found(table);
    this.#builder = null;
  }
}

export function writeHtml(table: Table): string {
  const rows = written(table).map((row) => {
    const cells = row.map(({ cell: { text, header, bold }, rowspan, colspan }) => {
      const tag = header ? "th" : "td";
      const spans = (rowspan > 1 ? ` rowspan="${rowspan}"` : "") + (colspan > 1 ? ` colspan="${colspan}"` : "");
      return `<${tag}${spans}>${bold ? `<b>${escapeHtml(text)}</b>` : escapeHtml(text)}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const caption = table.caption === "" ? "" : `<caption>${escapeHtml(table.caption)}</caption>`;
  return `<table>${caption}${rows.join("")}</table>`;
}
