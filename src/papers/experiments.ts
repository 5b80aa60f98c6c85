/** What each paper can do beyond being read: its experiment, committed results and export, loaded only when asked for. */
import type { Experiment, Registration, RunRecord } from "#lab/kit/index";

/** A method as an ONNX model, ready to be written to a file. */
export interface ExportedModel {
  readonly onnx: Uint8Array;
  /** What the model computes, and the meaning of its inputs and outputs. */
  readonly description: string;
}

interface Parts {
  readonly experiment: () => Promise<{ default: Experiment }>;
  /** Runs of the `full` preset, written by `papertape run <slug> --preset full --record`. */
  readonly results: () => Promise<{ default: { runs: unknown; registration?: unknown } }>;
  readonly export: () => Promise<{ default: () => Promise<ExportedModel> }>;
}

/** One line per paper that runs. The registry's test holds this table against the folders. */
const parts: Readonly<Record<string, Parts>> = {
  bhyt: {
    experiment: () => import("./bhyt/experiment/index.ts"),
    results: () => import("./bhyt/results.json"),
    export: () => import("./bhyt/export.ts"),
  },
  "scale-vectors": {
    experiment: () => import("./scale-vectors/experiment/index.ts"),
    results: () => import("./scale-vectors/results.json"),
    export: () => import("./scale-vectors/export.ts"),
  },
  "layer-norm": {
    experiment: () => import("./layer-norm/experiment/index.ts"),
    results: () => import("./layer-norm/results.json"),
    export: () => import("./layer-norm/export.ts"),
  },
  "power-norm": {
    experiment: () => import("./power-norm/experiment/index.ts"),
    results: () => import("./power-norm/results.json"),
    export: () => import("./power-norm/export.ts"),
  },
  "pre-rmsnorm": {
    experiment: () => import("./pre-rmsnorm/experiment/index.ts"),
    results: () => import("./pre-rmsnorm/results.json"),
    export: () => import("./pre-rmsnorm/export.ts"),
  },
  seednorm: {
    experiment: () => import("./seednorm/experiment/index.ts"),
    results: () => import("./seednorm/results.json"),
    export: () => import("./seednorm/export.ts"),
  },
  "unified-normalization": {
    experiment: () => import("./unified-normalization/experiment/index.ts"),
    results: () => import("./unified-normalization/results.json"),
    export: () => import("./unified-normalization/export.ts"),
  },
};

/** A slug comes from an address, so "__proto__" must be as unknown as any other. */
const partsOf = (slug: string): Parts | undefined => (Object.hasOwn(parts, slug) ? parts[slug] : undefined);

export const slugsWithExperiment: readonly string[] = Object.keys(parts);

/** The experiment of a paper, or null if it has none yet. */
export async function loadExperiment(slug: string): Promise<Experiment | null> {
  return (await partsOf(slug)?.experiment())?.default ?? null;
}

/** The runs that ship with a paper; empty if there are none. */
export async function committedRuns(slug: string): Promise<readonly RunRecord[]> {
  return ((await partsOf(slug)?.results())?.default.runs ?? []) as readonly RunRecord[];
}

/** What was registered when the recording that ships began; null for none, and for one from before there was registration. */
export async function committedRegistration(slug: string): Promise<Registration | null> {
  return ((await partsOf(slug)?.results())?.default.registration ?? null) as Registration | null;
}

/** The function that builds a paper's ONNX model, or null if it has none yet. */
export async function loadExport(slug: string): Promise<(() => Promise<ExportedModel>) | null> {
  return (await partsOf(slug)?.export())?.default ?? null;
}
