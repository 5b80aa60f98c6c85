/**
 * The parts of a paper that runs, each loaded only when it is asked for. They have the same names in every folder, so that none has to
 * be listed; Vite finds them by the same pattern. running.ts lists the papers that have them.
 */
import type { Experiment, Registration, RunRecord } from "#lab/kit/index";

/** A method as an ONNX model, ready to be written to a file. */
export interface ExportedModel {
  readonly onnx: Uint8Array;
  /** What the model computes, and the meaning of its inputs and outputs. */
  readonly description: string;
}

/** What ships with a paper, written by `papertape run <slug> --preset full --record`. */
export interface CommittedResults {
  /** What was registered before the recording began; absent in results from before there were plans. */
  readonly registration?: Registration;
  /** Empty: not recorded yet. */
  readonly runs: readonly RunRecord[];
}

/** @param slug of a paper that runs; the caller knows that it is one. */
export const importExperiment = async (slug: string): Promise<Experiment> =>
  ((await import(`./${nameOf(slug)}/experiment/index.ts`)) as { default: Experiment }).default;

export const importResults = async (slug: string): Promise<CommittedResults> =>
  ((await import(`./${nameOf(slug)}/results.json`)) as { default: CommittedResults }).default;

export const importExport = async (slug: string): Promise<() => Promise<ExportedModel>> =>
  ((await import(`./${nameOf(slug)}/export.ts`)) as { default: () => Promise<ExportedModel> }).default;

/** A slug comes from an address, and must not become another path. */
function nameOf(slug: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) throw new Error(`not a paper's short name: ${JSON.stringify(slug)}`);
  return slug;
}
