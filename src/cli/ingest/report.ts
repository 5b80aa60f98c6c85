/** What an ingest has done so far, and how it is said. */
import type { Rejection, Warning } from "#library/catalogue";
import type { JobStep } from "#library/ingest/jobs";
import { count } from "#library/words/count";
import type { Io } from "../command.ts";
import { printable } from "../terminal/width.ts";

/** The value of `--json`. */
export interface IngestSummary {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** The first hundred. */
  readonly rejections: Omit<Rejection, "excerpt">[];
  /** The first hundred; `warned` counts all. */
  readonly warnings: Warning[];
  warned: number;
  /** It went on where an earlier ingest stopped. */
  resumed: boolean;
  /** Why the source could not be read to its end; what came before is in. */
  failure: string | null;
  /** Stopped by a signal; the finished batches are in. */
  interrupted: boolean;
  /** arXiv's harvests only: `--from` of the next one. */
  nextFrom: string | null;
}

const shown = 100;

export const nothingYet = (): IngestSummary => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  rejections: [],
  warnings: [],
  warned: 0,
  resumed: false,
  failure: null,
  interrupted: false,
  nextFrom: null,
});

export function addStep(summary: IngestSummary, { report, batch, resumed }: JobStep): void {
  for (const kind of ["created", "updated", "unchanged", "rejected"] as const) summary[kind] += report[kind].length;
  for (const { at, reason } of report.rejected.slice(0, shown - summary.rejections.length))
    summary.rejections.push({ at, reason });
  summary.warnings.push(...report.warnings.slice(0, shown - summary.warnings.length));
  summary.warned += report.warnings.length;
  summary.resumed ||= resumed;
  summary.failure ??= batch.failure ?? null;
  summary.nextFrom ??= batch.nextFrom ?? null;
}

export const papersIn = ({ created, updated, unchanged }: IngestSummary): number => created + updated + unchanged;

/** A person reads a few of the reasons, not thousands. */
const told = 10;

export function describeIngest(summary: IngestSummary, { out, err }: Io): void {
  const { created, updated, unchanged, rejected, rejections, warnings, warned, resumed, nextFrom } = summary;
  out.line(
    `${count(papersIn(summary), "paper")}: ${created} new, ${updated} updated, ${unchanged} unchanged` +
      `${resumed ? " (since the place where the last ingest stopped)" : ""}.`,
  );
  if (nextFrom !== null && summary.failure === null) out.line(`What changes from now on: --from ${nextFrom}`);
  tell(`${count(rejected, "record")} could not be read; kept for inspection:`, rejections, rejected);
  tell(`${count(warned, "remark")}:`, warnings, warned);

  function tell(heading: string, lines: readonly Warning[], all: number): void {
    if (all === 0) return;
    err.line(heading);
    for (const { at, reason } of lines.slice(0, told)) err.line(`  ${printable(at)}: ${printable(reason)}`);
    if (all > told) err.line(`  and ${all - told} more`);
  }
}
