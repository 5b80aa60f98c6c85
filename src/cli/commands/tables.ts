/** `papertape tables <file>`: the results in the tables of a paper, a row for every number. */
import { readTables, tableReaders, type TableFormat } from "#lab/extraction/table/any";
import { decodeFile } from "#library/ingest/wire/decode";
import { count, formatBytes } from "#library/words/count";
import { extractResults, type ResultRow } from "#papers/taser/agents/results";
import { readFile, stat } from "node:fs/promises";
import { command } from "../command.ts";
import { Failure, UsageError } from "../failure.ts";
import { reading, readStandardInput } from "../ingest/files.ts";
import { table } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";

/** No paper is longer. */
const largest = 30_000_000;

const formats = Object.keys(tableReaders);

export default command({
  name: "tables",
  details: [
    "The file is a paper as HTML, LaTeX, Markdown or plain text. Every number in the body of a table becomes a row: of which method, metric and data set it is, its unit and deviation, which way is better, and where it stands. Which header names a metric is decided by a list of words; columns that name none are passed over.",
    "The rows are extracted by rules and not verified. Nothing is stored.",
  ],
  args: {
    file: { type: "positional", required: true, description: "the paper; - for standard input" },
    format: { type: "string", valueHint: formats.join("|"), description: "by default told by how the text looks" },
    json: { type: "boolean", description: "print the rows as JSON" },
  },
  examples: [
    { line: "tables paper.html", does: "the results of its tables" },
    { line: "tables paper.tex --json", does: "the same for a program" },
  ],
  async run({ file, format, json = false }, { out, err }) {
    if (format !== undefined && !formats.includes(format))
      throw new UsageError(`a format is one of ${formats.join(", ")}, not ${JSON.stringify(format)}`);
    const { text, warning } = decodeFile(await bytesOf(file));
    if (warning !== null) err.line(warning);
    const { tables, problems } = readTables(text, format as TableFormat | undefined);
    for (const problem of problems) err.line(printable(problem));
    const rows = tables.flatMap((one, at) => extractResults(one).map((row) => ({ table: at + 1, ...row })));
    if (json) return out.json(rows);
    if (rows.length === 0)
      throw new Failure(
        tables.length === 0 ? "no table was found in it" : `no metric is named in its ${count(tables.length, "table")}`,
      );
    const right = (header: string) => ({ header, align: "right" as const });
    out.line(
      table(
        out,
        [right("table"), { header: "method" }, { header: "data set" }, { header: "metric" }, right("value"), { header: "better" }], // prettier-ignore
        rows.map((row) => [String(row.table), row.method, row.dataset ?? "", row.metric, valueOf(row), row.better].map(printable)), // prettier-ignore
        out.columns,
      ),
    );
    err.line(`${count(rows.length, "number")} in ${count(tables.length, "table")}, extracted and not verified.`);
  },
});

const valueOf = ({ value, std, unit }: ResultRow): string =>
  `${value}${std === undefined ? "" : ` ± ${std}`}${unit === undefined ? "" : ` ${unit}`}`;

async function bytesOf(file: string): Promise<Uint8Array> {
  if (file === "-") return readStandardInput(largest);
  return reading(file, async () => {
    if ((await stat(file)).size > largest)
      throw new Failure(`${file} is larger than ${formatBytes(largest)}: not a paper`);
    return readFile(file);
  });
}
