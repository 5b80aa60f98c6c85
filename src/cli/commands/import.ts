/** `papertape import <file>`: a saved Daily Papers list page joins the shelf. */
import type { ImportedPaper, ImportReport } from "#library/catalogue";
import { count, formatBytes } from "#library/words/count";
import { dayPeriod } from "#library/words/period";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { command } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { reading, readStandardInput } from "../ingest/files.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import type { Output } from "../terminal/output.ts";
import { printable } from "../terminal/width.ts";

/** A list page has about 2 kB per paper. */
const largest = 30_000_000;

export default command({
  name: "import",
  details: [
    "The file is the page as text: select all, copy, paste into a file. Titles, abstracts, dates and comment counts are read; a paper that is on the shelf already is completed, not doubled, and importing a page twice changes nothing.",
    "Dates on such a page have no year. They are read as the latest possible ones on the day the page was saved, which is today unless --as-of says otherwise.",
  ],
  args: {
    file: { type: "positional", required: true, description: "the saved page; - for standard input" },
    "as-of": { type: "string", valueHint: "YYYY-MM-DD", description: "the day the page was saved" },
    json: { type: "boolean", description: "print the report as JSON" },
  },
  examples: [
    { line: "import daily-papers.txt", does: "a page saved today" },
    { line: "import daily-papers.txt --as-of 2026-06-17", does: "a page saved earlier" },
  ],
  async run({ file, "as-of": asOf, json }, { out, err }) {
    if (asOf !== undefined && !isDay(asOf))
      throw new UsageError(`invalid --as-of: ${JSON.stringify(asOf)}; it is a day like 2026-06-17`);
    const text = await readText(file);
    const report = await withStore(readSettings(), "papertape import", ({ catalogue }) =>
      catalogue.importList(text, { asOf, name: file === "-" ? "standard input" : basename(file) }),
    );
    if (json) out.json(report);
    else describe(report, out, err);
    const { created, updated, unchanged, rejected } = report;
    if (rejected.length > 0 && created.length + updated.length + unchanged.length === 0) return exitCodes.failure;
  },
});

/** A day of the calendar, or a year. */
const isDay = (text: string): boolean => /^\d{4}$/.test(text) || dayPeriod(text) !== null;

async function readText(file: string): Promise<string> {
  const bytes = file === "-" ? await readStandardInput(largest) : await readWholeFile(file);
  if (bytes.length > largest)
    throw new Failure(`${file} is larger than ${formatBytes(largest)}: not a saved list page`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure(`${file} is not UTF-8 text; save the page as text and try again`, { cause: error });
  }
}

const readWholeFile = (file: string): Promise<Uint8Array> =>
  reading(file, async () => ((await stat(file)).size > largest ? new Uint8Array(largest + 1) : readFile(file)));

function describe({ pageDate, created, updated, unchanged, rejected }: ImportReport, out: Output, err: Output): void {
  const width = Math.max(0, ...[...created, ...updated].map(({ slug }) => slug.length));
  const list = (papers: readonly ImportedPaper[], word: string) => {
    for (const { slug, fields } of papers)
      out.line(`${word.padEnd(7)}  ${slug.padEnd(width)}  ${out.paint("dim", fields.join(", "))}`.trimEnd());
  };
  list(created, "new");
  list(updated, "updated");
  if (created.length + updated.length > 0) out.line();
  out.line(
    `${count(created.length + updated.length + unchanged.length, "paper")} on the page of ${pageDate}: ` +
      `${created.length} new, ${updated.length} updated, ${unchanged.length} unchanged.`,
  );
  if (rejected.length === 0) return;
  err.line(`${count(rejected.length, "entry", "entries")} could not be read:`);
  for (const { at, reason } of rejected) err.line(`  ${at}: ${printable(reason)}`);
}
