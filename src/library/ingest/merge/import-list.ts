/** Imports the text of a saved list page: parse, merge, report. */
import type { Catalogue, ImportOptions, ImportReport } from "../../catalogue.ts";
import { LibraryError } from "../../errors.ts";
import { count } from "../../words/count.ts";
import { formatDay } from "../../words/time.ts";
import { adapters, answeredOn } from "../formats/adapters.ts";

/** A list page holds some dozens of papers; this is room for thousands. */
const maxBytes = 20_000_000;

/** See `Catalogue.importList`. */
export async function importList(
  catalogue: Pick<Catalogue, "ingest" | "startImport" | "finishImport">,
  text: string,
  { asOf, name = "a pasted page", startedBy = "the command line" }: ImportOptions = {},
): Promise<ImportReport> {
  if (typeof text !== "string" || text.length > maxBytes)
    throw invalid(`a list page is text of at most ${maxBytes / 1e6} MB`);
  const day = lastDay(asOf);
  const page = adapters["list-page"].parse(text, { asOf: day });
  if (page.drafts.length === 0)
    throw invalid(
      "found no paper in it. Save the Daily Papers page as text (select all, copy, paste into a file): titles, abstracts, authors and dates",
    );
  const pageDate = answeredOn(page, day);
  const { drafts, rejected, warnings = [] } = page;
  const title = `${name} (${adapters["list-page"].title})`;
  const id = await catalogue.startImport({ title, asOf: pageDate, startedBy });
  const { source } = adapters["list-page"];
  try {
    const found = await catalogue.ingest({ source, asOf: pageDate, drafts, rejected, import: id });
    const report = { ...found, pageDate, warnings: [...warnings, ...found.warnings] };
    const says = `the list of ${formatDay(pageDate)}: ${count(drafts.length, "paper")}, ${found.created.length} of them new`;
    await catalogue.finishImport(id, { state: "done", says, report: { title, ...report } });
    return report;
  } catch (error) {
    const report = { title, created: [], updated: [], rejected: [], warnings: [] };
    await catalogue.finishImport(id, { state: "failed", says: (error as Error).message, report });
    throw error;
  }
}

/** The last day that `asOf` can mean. */
function lastDay(asOf: string = new Date().toISOString().slice(0, 10)): string {
  const day = /^\d{4}$/.test(asOf) ? `${asOf}-12-31` : asOf;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day || day < "1991" || day > "2199")
    throw invalid(`not a year or day: ${JSON.stringify(asOf.slice(0, 40))}; write 2026 or 2026-06-17`);
  return day;
}

const invalid = (what: string) => new LibraryError("INVALID_LIST", `cannot import this list: ${what}`);
