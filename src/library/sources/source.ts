/** What is said about the sources that the library follows, as plain data. */
import type { ImportedPaper, Rejection, Warning } from "../catalogue.ts";
import type { ServiceName } from "../ingest/services/services.ts";
import type { FreshnessState } from "../ingest/calendar/freshness.ts";

/** How a look at a source, or an import, has ended; "running" while it has not. */
export type SourceRunState = FreshnessState | "running" | "done" | "unchanged";

/** What an import by hand did, cut where it is long. */
export interface ImportedPapers {
  readonly title: string;
  readonly created: readonly ImportedPaper[];
  readonly updated: readonly ImportedPaper[];
  readonly rejected: readonly Rejection[];
  readonly warnings: readonly Warning[];
}

/** A run as its own page shows it. */
export interface SourceRunReport extends SourceRun {
  /** Imports by hand only. */
  readonly report: ImportedPapers | null;
}

export interface SourceRun {
  readonly id: number;
  readonly source: string;
  /** Of imports: the file, and its format. */
  readonly title: string | null;
  readonly startedBy: string;
  /** YYYY-MM-DD: whose list was asked for. */
  readonly day: string;
  readonly state: SourceRunState;
  readonly says: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly papers: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly good: boolean;
}

/** A day of a source's calendar, for the strip on the status page. */
export interface SourceDay {
  readonly day: string;
  readonly state: SourceRunState;
  readonly papers: number;
  readonly says: string;
}

/** Everything that the status page says about a source. */
export interface SourceStatus {
  readonly source: ServiceName;
  readonly title: string;
  readonly on: boolean;
  readonly request: Readonly<Record<string, unknown>>;
  /** "off", or how its latest due list stands. */
  readonly state: SourceRunState | "off";
  /** One sentence: why there is nothing, or how much there is. */
  readonly says: string;
  readonly lastGood: SourceRun | null;
  readonly lastRun: SourceRun | null;
  /** ISO 8601, UTC; null where it is off. */
  readonly nextRun: string | null;
  /** The latest days with a list, or without one and why; newest first. */
  readonly days: readonly SourceDay[];
}
