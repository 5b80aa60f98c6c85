/** An import while it is recorded: what every batch did is counted in its run, whoever reads the source and wherever the database is. */
import type { Catalogue, ImportedPaper, Rejection, Warning } from "../catalogue.ts";
import { runJob, type Job, type JobStep } from "../ingest/jobs.ts";

/** What a report keeps of a long import; the rejected records are kept apart besides. */
const max = { papers: 1_000, rejected: 500 };

export interface Recording {
  /** Of the run, as `Catalogue.startImport` gave it. */
  readonly id: number;
  readonly title: string;
  readonly signal?: AbortSignal;
  readonly restart?: boolean;
}

/** Runs a job to its end, its failure, or the signal, and closes its run with what came of it. Throws what `runJob` throws. */
export async function* recordedJob(
  catalogue: Pick<Catalogue, "ingest" | "ingestCursor" | "finishImport">,
  job: Job,
  { id, title, signal, restart }: Recording,
): AsyncGenerator<JobStep> {
  const counting = {
    ingest: ((batch) => catalogue.ingest({ ...batch, import: id })) satisfies Catalogue["ingest"],
    ingestCursor: catalogue.ingestCursor,
  };
  const created: ImportedPaper[] = [];
  const updated: ImportedPaper[] = [];
  const rejected: Rejection[] = [];
  const warnings: Warning[] = [];
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  let day: string | undefined;
  let failure: string | null = null;
  try {
    for await (const step of runJob(counting, job, { signal, restart })) {
      const { report, batch } = step;
      keep(created, report.created, max.papers);
      keep(updated, report.updated, max.papers);
      keep(rejected, report.rejected, max.rejected);
      keep(warnings, report.warnings, max.rejected);
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += report[name].length;
      day = batch.pageDate ?? day;
      failure = batch.failure ?? null;
      yield step;
    }
  } catch (error) {
    failure = (error as Error).message;
    throw error;
  } finally {
    const said = Object.entries(counts)
      .map(([name, number]) => `${number} ${name}`)
      .join(", ");
    const says = signal?.aborted
      ? `stopped, and what was read is kept: ${said}`
      : failure === null
        ? said
        : `not all of it could be read: ${failure}; ${said}`;
    await catalogue.finishImport(id, {
      state: failure === null && signal?.aborted !== true ? "done" : "failed",
      says,
      ...(day !== undefined && { day }),
      report: { title, created, updated, rejected, warnings },
    });
  }
}

function keep<Item>(kept: Item[], more: readonly Item[], limit: number): void {
  kept.push(...more.slice(0, Math.max(0, limit - kept.length)));
}
