/** An import by hand: a text in any of the formats, taken in while its run can be watched. */
import type { Catalogue } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { adapterFor, adapters, type AdapterName } from "../ingest/formats/adapters.ts";
import { documentJob, jsonlJob, type Job } from "../ingest/jobs.ts";
import { recordedJob } from "./recorded.ts";
import type { ImportFacts } from "./sources.ts";

/** See `Sources.import`. */
export async function importText(catalogue: Catalogue, text: string, facts: ImportFacts): Promise<number> {
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
  const id = await catalogue.startImport({ title, asOf, startedBy });
  // In the background: whoever started it watches its run.
  void takeIn(catalogue, jobOf(format, text, asOf), { id, title }).catch(() => {
    // Its run says why; where the database has gone, the sweep closes it.
  });
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

async function takeIn(...job: Parameters<typeof recordedJob>): Promise<void> {
  for await (const _ of recordedJob(...job)) {
    // Each step is in its run already.
  }
}
