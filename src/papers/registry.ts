/** The shelf, as everything above it asks for it. A paper is on the shelf when its line is in running.ts or planned.ts. */
import type { Experiment, Paper, Registration, RunRecord } from "#lab/kit/index";
import { importExperiment, importExport, importResults, type CommittedResults, type ExportedModel } from "./parts.ts";
import * as planned from "./planned.ts";
import * as running from "./running.ts";

export type { CommittedResults, ExportedModel };

const runnable: readonly Paper[] = Object.values(running);

/** Every paper, in no particular order. */
export const papers: readonly Paper[] = [...runnable, ...Object.values(planned as Readonly<Record<string, Paper>>)];

const bySlug = new Map(papers.map((paper) => [paper.slug, paper]));

export const paperBySlug = (slug: string): Paper | undefined => bySlug.get(slug);

export const slugsWithExperiment: readonly string[] = runnable.map(({ slug }) => slug);

const runs = (slug: string): boolean => slugsWithExperiment.includes(slug);

/** The experiment of a paper, or null if it has none yet. */
export const loadExperiment = async (slug: string): Promise<Experiment | null> =>
  runs(slug) ? await importExperiment(slug) : null;

/** What ships with a paper; no runs: it is not recorded yet, or cannot be run. */
export const committedResults = async (slug: string): Promise<CommittedResults> =>
  runs(slug) ? await importResults(slug) : { runs: [] };

/** The runs that ship with a paper; empty if there are none. */
export const committedRuns = async (slug: string): Promise<readonly RunRecord[]> => (await committedResults(slug)).runs;

/** What was registered when the recording that ships began; null for none, and for one from before there was registration. */
export const committedRegistration = async (slug: string): Promise<Registration | null> =>
  (await committedResults(slug)).registration ?? null;

/** The function that builds a paper's ONNX model; null if it has none, yet or for good (`notATensorProgram`). */
export const loadExport = async (slug: string): Promise<(() => Promise<ExportedModel>) | null> =>
  runs(slug) && bySlug.get(slug)!.notATensorProgram === undefined ? await importExport(slug) : null;
