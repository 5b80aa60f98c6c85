/**
 * What the rest of papertape asks of the library, as one interface with two makers: over the database in the
 * process that holds it, and over HTTP for a command beside a running server. Everything that crosses it is plain JSON.
 */
import type {
  Axis,
  Chart,
  Claim,
  Judgement,
  Measurement,
  Point,
  PresetName,
  RunOrigin,
  RunRecord,
  Scale,
} from "#lab/kit/index";
import type { PaperDraft, Rejection, Warning } from "./ingest/draft/draft.ts";
import type { ImportedPapers } from "./sources/source.ts";

/** Every method may throw a `LibraryError` (errors.ts); its `code` says which kind. */
export interface Catalogue {
  /** The shelf and everything imported, newest day first, at most 1000 (default 100): see lists/ for all the others, page by page. */
  papers(filter?: PaperFilter): Promise<PaperSummary[]>;
  /** null: there is no such paper. */
  paper(slug: string, question?: PaperQuestion): Promise<PaperPage | null>;
  /** Newest start first, at most 1000 (default 50); with `since` in the order in which they ended. */
  runs(filter?: RunFilter): Promise<RunSummary[]>;
  /** null: there is no such run, or an administrator has hidden it. */
  run(id: string): Promise<RunPage | null>;
  /** Opens a run that its process will feed with `appendRun`. Codes: INVALID_RUN, RUN_EXISTS. */
  startRun(start: RunStart): Promise<void>;
  /**
   * Adds what a run saw since the last batch, all of it or nothing, and counts as a sign of life (an empty batch is one too).
   * Sending a batch again is harmless. Codes: INVALID_RUN, NO_SUCH_RUN, RUN_ENDED, BATCH_GAP (a batch before this one is missing).
   */
  appendRun(id: string, batch: RunBatch): Promise<void>;
  /** Ends a run; ending it twice in the same way is harmless. Codes: INVALID_RUN, NO_SUCH_RUN, RUN_ENDED. */
  finishRun(id: string, end: RunEnd): Promise<void>;
  /**
   * Stores a whole run that has already ended. Saving the same run again is harmless (`created: false`).
   * Of a visitor's run (origin "browser") the points are thinned to what a chart shows, and the times are those of the server.
   * Codes: INVALID_RUN (every reason in `details`), RUN_EXISTS (the id is taken by another run); for a visitor's also NO_ROOM,
   * DISK_FULL.
   */
  saveRun(record: RunRecord): Promise<{ id: string; created: boolean }>;
  /** Deletes runs for good, all of those named or none. Returns how many there were. Code: INVALID_INPUT. */
  deleteRuns(which: WhichRuns): Promise<number>;
  /**
   * Merges what a source gave, all of it or nothing, and remembers in the same transaction how far its job has come. A
   * record that cannot be a paper is kept for inspection and stops nothing; merging a batch again changes nothing.
   * Code: INVALID_BATCH (the reasons in `details`).
   */
  ingest(batch: IngestBatch): Promise<MergeReport>;
  /** How far a job came that is not complete; null: it has to begin at its beginning. */
  ingestCursor(job: string): Promise<StoredCursor | null>;
  /** Opens the record of an import: its number, for `ingest` and `finishImport`. */
  startImport(start: ImportStart): Promise<number>;
  /** Closes it, with what came of it. */
  finishImport(id: number, end: ImportEnd): Promise<void>;
  /** Reads the text of a saved Daily Papers list page and merges its papers. Code: INVALID_LIST. */
  importList(text: string, options?: ImportOptions): Promise<ImportReport>;
}

export interface PaperFilter {
  /** Topic slug. */
  readonly topic?: string;
  readonly limit?: number;
}

export interface RunFilter {
  /** Paper slug. */
  readonly paper?: string;
  readonly limit?: number;
  /** Those that visitors sent, which nobody has checked, instead of all others. Default: false. */
  readonly visitors?: boolean;
  /** Only those that began or ended at this moment (ISO 8601, UTC) or later, and the first of them first. */
  readonly since?: string;
  readonly preset?: PresetName;
  /** Hash of what was registered before. */
  readonly registration?: string;
  /** Only those on such a machine. */
  readonly machine?: MachineClass;
  /** Only finished runs that measured every claim of the experiment. */
  readonly whole?: boolean;
}

/** Machines on which a run takes about as long, and adds numbers up in the same order. What is absent may be anything. */
export interface MachineClass {
  readonly device?: RunRecord["device"];
  readonly threads?: number;
  /** Kind of system: "Linux". */
  readonly os?: string;
  /** Name of the browser, or of Node, whatever its version: "Firefox". */
  readonly runtime?: string;
}

export interface PaperQuestion {
  /** Whether runs that visitors sent stand beside the ledger, and are the recent ones. Default: false. */
  readonly visitors?: boolean;
}

/** Runs one by one, or all that visitors sent, of every paper or of one. */
export type WhichRuns = { readonly ids: readonly string[] } | { readonly visitors: true; readonly paper?: string };

/** A paper as one entry of a list. */
export interface PaperSummary {
  readonly slug: string;
  readonly title: string;
  /** Our own words, two to four sentences; null for a paper that was only imported. */
  readonly summary: string | null;
  /** First sentence of the summary: what a list shows. */
  readonly brief: string | null;
  /** Day of first publication, YYYY-MM-DD; null where no source gave one. */
  readonly published: string | null;
  /** The day a list page gives for it; may differ from `published`. */
  readonly listed: string | null;
  readonly authorCount: number | null;
  /** Names in order; empty where only their number is known. */
  readonly authors: readonly string[];
  /** Shown in place of the authors where a source names only that. */
  readonly organization: string | null;
  /** Journal, book or conference, as a source writes it; null where no source said. */
  readonly venue: string | null;
  readonly topics: readonly Topic[];
  readonly comments: number;
  readonly votes: number;
  /** Where the paper itself is. */
  readonly source: SourceLink | null;
  readonly experiment: ExperimentFacts | null;
  /** Finished runs, but for those of visitors. */
  readonly runs: number;
  /** One mark per claim, in the paper's order: the punched strip. Empty for a paper without claims. */
  readonly claims: readonly ClaimMark[];
  readonly reproduced: Reproduced;
}

export interface Topic {
  readonly slug: string;
  readonly name: string;
}

export interface SourceLink {
  /** "arXiv" */
  readonly name: string;
  /** "1607.06450" */
  readonly id: string;
  readonly url: string;
}

/** What a page must say before anybody presses Run; taken from the paper's experiment. */
export interface ExperimentFacts {
  readonly presets: Readonly<Record<PresetName, PresetFacts>>;
  /** Claim ids it measures. */
  readonly measures: readonly string[];
  /** Names of the datasets a run downloads. */
  readonly datasets: readonly string[];
  readonly charts: Readonly<Record<string, Chart>>;
  /** Its arms have no rates of their own yet: a run shows how it goes, and compares nothing. */
  readonly untuned: boolean;
}

export interface PresetFacts {
  readonly seeds: number;
  /** Expected duration on 2 cores, all seeds together. */
  readonly seconds: { readonly node: number; readonly browser: number };
}

export interface ClaimMark {
  readonly id: string;
  readonly says: string;
  readonly verdict: Judgement["verdict"];
  /** The verdict is about a stand-in at our scale, not about the claim itself. */
  readonly proxy: boolean;
  /** At what scale it is measured; null for a claim out of reach. */
  readonly scale: Scale | null;
}

/** "claims reproduced m of n": m = `direct`, n = `total`. */
export interface Reproduced {
  /** Claims whose verdict is `matches` or `holds`, measured themselves. */
  readonly direct: number;
  /** Claims out of reach here whose stand-in has the verdict `matches` or `holds`. Never part of `direct`. */
  readonly proxy: number;
  /** All claims of the paper, measured or not. */
  readonly total: number;
}

export interface PaperPage extends PaperSummary {
  /** As imported; never part of the repository. */
  readonly abstract: string | null;
  /** The authors' own code: an address. */
  readonly code: string | null;
  /** Facts that could not be verified in a primary source. */
  readonly unverified: readonly string[];
  readonly ledger: readonly LedgerRow[];
  /** The latest 20 of this installation, or of visitors if these were asked for; newest first, running ones included. */
  readonly recentRuns: readonly RunSummary[];
}

/** One claim of a paper: what it states, and what was measured. */
export interface LedgerRow {
  readonly id: string;
  readonly claim: Claim;
  /** By the kit's one rule, over the samples of `ground` alone. */
  readonly judgement: Judgement;
  /** Which runs the verdict stands on; null while there are none. See the room's README. */
  readonly evidence: LedgerEvidence | null;
  /** Finished runs that measured the claim, kept apart by origin and preset; those of visitors only if asked for. The ground's own group comes first. */
  readonly groups: readonly SampleGroup[];
  /** Finished runs that measured the claim, all groups. */
  readonly runs: number;
  /** The newest single run that measured it; never a visitor's. */
  readonly latest: LatestValue | null;
}

/** "committed": the results that ship with the paper. "own": full runs of this installation (server and CLI), where none shipped. */
export type LedgerEvidence = "committed" | "own";

/** Comparable runs: same claim, same preset, same origin. */
export interface SampleGroup {
  readonly origin: RunOrigin;
  readonly preset: PresetName;
  /** Hash of the plan that its runs share; null where none was kept. */
  readonly plan: string | null;
  /** It is not the plan of the ledger's own runs: its numbers may mean something else. */
  readonly otherPlan: boolean;
  readonly runs: number;
  /** Distinct seeds. */
  readonly seeds: number;
  /** Of the per-run means of the claim; null where a run diverged. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Full runs only: the same rule over this group alone. */
  readonly judgement: Judgement | null;
  /** Whether the median lies where the ledger's interval says the effect is; null where nothing can be said. */
  readonly agrees: boolean | null;
}

export interface LatestValue {
  readonly run: string;
  readonly origin: RunOrigin;
  readonly preset: PresetName;
  readonly startedAt: string;
  /** Mean over the run's seeds; null if one diverged. */
  readonly value: number | null;
  readonly agrees: boolean | null;
}

/** A run without its points and measurements. */
export interface RunSummary extends Omit<RunRecord, "points" | "measurements" | "notes"> {
  readonly title: string;
  /** Committed results that a later version of the paper replaced: kept for their permalink, no longer counted. */
  readonly superseded: boolean;
}

export interface RunPage {
  readonly record: RunRecord;
  readonly title: string;
  readonly superseded: boolean;
  /** Axes and captions of the paper's charts, by name; a chart that no longer exists is missing here. */
  readonly charts: Readonly<Record<string, Chart>>;
  /** One row per claim that the run measured, in the paper's order. */
  readonly claims: readonly RunClaim[];
}

export interface RunClaim {
  readonly id: string;
  readonly claim: Claim;
  /** This run's own samples. */
  readonly values: readonly Measurement[];
  /** Mean over the run's seeds; null if one diverged. */
  readonly value: number | null;
  /** Over this run alone; a single sampled seed has no verdict. Shown beside the ledger's, never instead of it. */
  readonly judgement: Judgement;
  readonly ledger: Judgement;
  readonly agrees: boolean | null;
}

/** How a run begins. */
export interface RunStart extends Omit<
  RunRecord,
  "state" | "finishedAt" | "error" | "points" | "measurements" | "notes"
> {
  /** The process that computes it, so that its death is noticed at once; null: only its silence is. */
  readonly process: ProcessIdentity | null;
}

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Tells one process from a later one with the same number; null where the system does not say. */
  readonly started: string | null;
}

export interface RunBatch {
  /** 0, 1, 2, ... within the run. */
  readonly sequence: number;
  readonly points: readonly Point[];
  readonly measurements: readonly Measurement[];
  readonly notes: readonly string[];
}

export interface RunEnd {
  readonly state: "finished" | "cancelled" | "failed";
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  /** What stopped it; only for "failed". */
  readonly error: string | null;
}

export interface ImportOptions {
  /** The day (YYYY-MM-DD) or year (YYYY) the page was saved, for its dates without a year. Default: today. */
  readonly asOf?: string;
  /** The file's name. */
  readonly name?: string;
  /** Who imports it. Default: "the command line". */
  readonly startedBy?: string;
}

/** A part of what a source gives: at most 2,000 drafts. */
export interface IngestBatch {
  /** Adapter name, for the rejected records. */
  readonly source: string;
  /** The day (YYYY-MM-DD) on which the source gave this answer. */
  readonly asOf: string;
  readonly drafts: readonly PaperDraft[];
  /** What the adapter rejected. */
  readonly rejected: readonly Rejection[];
  /** The import that this is a part of. */
  readonly import?: number;
  /** Absent in work that always begins at its beginning. */
  readonly job?: {
    /** What is read, as one line of at most 2,000 characters. */
    readonly key: string;
    /** Where to go on after this batch; null: the job is complete. */
    readonly cursor: string | null;
  };
}

export interface ImportStart {
  /** "library.bib (BibTeX)" */
  readonly title: string;
  /** YYYY-MM-DD */
  readonly asOf: string;
  /** A person, or "the command line". */
  readonly startedBy: string;
}

export interface ImportEnd {
  readonly state: "done" | "failed";
  readonly says: string;
  /** Of a list page: its own day. */
  readonly day?: string;
  readonly report: ImportedPapers;
}

export interface StoredCursor {
  readonly cursor: string;
  /** ISO 8601, UTC. */
  readonly storedAt: string;
}

export interface ImportReport extends MergeReport {
  /** The page's own date as understood, YYYY-MM-DD. */
  readonly pageDate: string;
}

export interface MergeReport {
  readonly created: readonly ImportedPaper[];
  readonly updated: readonly ImportedPaper[];
  readonly unchanged: readonly ImportedPaper[];
  readonly rejected: readonly Rejection[];
  /** Papers that are in, but for something that could not be read: a day, say. */
  readonly warnings: readonly Warning[];
}

export interface ImportedPaper {
  readonly slug: string;
  readonly title: string;
  /** What changed: "abstract", "listed", "comments", ... Empty for an unchanged paper. */
  readonly fields: readonly string[];
}

export type {
  Axis,
  Chart,
  Claim,
  Judgement,
  Measurement,
  PaperDraft,
  Point,
  PresetName,
  Rejection,
  RunOrigin,
  RunRecord,
  Warning,
};
