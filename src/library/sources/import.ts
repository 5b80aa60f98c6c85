/** An import by hand: a text in any of the formats, taken in while its run can be watched. */
import type { Catalogue } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { adapterFor, adapters, type AdapterName } from "../ingest/formats/adapters.ts";
import { documentJob, jsonlJob, runJob, type Job } from "../ingest/jobs.ts";
import type { Db } from "../store/database.ts";
import { closeRun, countUp, openRun } from "./runs.ts";
import type { ImportedPapers } from "./source.ts";
import type { ImportFacts } from "./sources.ts";

/** What a report keeps of a long import; the rejected records are kept apart besides. */
const most = { papers: 1_000, rejected: 500 };

/** See `Sources.import`. */
export async function importText(db: Db, catalogue: Catalogue, text: string, facts: ImportFacts): Promise<number> {
  const { name, asOf, startedBy } = facts;
  if (text.trim() === "") throw new LibraryError("INVALID_LIST", "there is nothing in it");
  const format = facts.format ?? adapterFor(name, text);
  if (format === null)
    throw new LibraryError(
      "INVALID_LIST",
      `cannot tell what format ${name} has; choose one: ${Object.values(adapters)
        .map(({ title }) => title)
        .join(", ")}`,
    );
  const title = `${name.slice(0, 200)} (${adapters[format].title})`;
  const id = await openRun(db, { source: "import", startedBy, day: asOf, title });
  // In the background: whoever started it watches its run.
  void takeIn(db, catalogue, { id, title, job: jobOf(format, text, asOf) }).catch((error: Error) =>
    closeRun(db, id, { state: "failed", says: error.message }).catch(() => {
      // The database has gone; the sweep closes the run.
    }),
  );
  return id;
}

function jobOf(format: AdapterName, text: string, asOf: string): Job {
  if (format !== "jsonl") return documentJob(format, text, asOf);
  // In batches, so that it can be watched.
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  return jsonlJob({ key: null, read: bytes }, asOf);
}

async function takeIn(
  db: Db,
  catalogue: Catalogue,
  { id, title, job }: { readonly id: number; readonly title: string; readonly job: Job },
): Promise<void> {
  const report = { title, created: [], updated: [], rejected: [], warnings: [] } as {
    -readonly [Part in keyof ImportedPapers]: ImportedPapers[Part];
  };
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  let failure: string | undefined;
  for await (const { report: step, batch } of runJob(catalogue, job)) {
    await countUp(db, id, step);
    report.created = [...report.created, ...step.created].slice(0, most.papers);
    report.updated = [...report.updated, ...step.updated].slice(0, most.papers);
    report.rejected = [...report.rejected, ...step.rejected].slice(0, most.rejected);
    report.warnings = [...report.warnings, ...step.warnings].slice(0, most.rejected);
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += step[name].length;
    failure = batch.failure;
  }
  const said = Object.entries(counts)
    .map(([name, number]) => `${number} ${name}`)
    .join(", ");
  if (failure === undefined) await closeRun(db, id, { state: "done", says: said, report });
  else await closeRun(db, id, { state: "failed", says: `not all of it could be read: ${failure}; ${said}`, report });
}
