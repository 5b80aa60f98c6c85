/** A small shelf and runs for it, made up for tests. */
import { randomUUID } from "node:crypto";
import { definePaper, type Claim, type Measurement, type Paper, type Point } from "#lab/kit/index";
import type { ExperimentFacts, RunBatch, RunRecord, RunStart } from "../catalogue.ts";
import type { Shelf } from "../shelf/shelf.ts";

export const halves: Claim = {
  statement: "halves the loss",
  better: "lower",
  unit: "ratio",
  neutral: 1,
  stated: 0.5,
  counts: 0.1,
  kind: "quality",
  scale: "reduced",
};

export const far: Claim = {
  ...halves,
  statement: "halves it at 7 B parameters too",
  outOfScope: { why: "needs a cluster", proxy: "0.2 M parameters" },
};

export const unmeasured: Claim = {
  ...halves,
  statement: "is faster",
  unit: "%",
  neutral: 0,
  better: "higher",
  kind: "speed",
};

export const paperA: Paper = definePaper({
  slug: "paper-a",
  title: "Paper A: On Made-Up Things",
  published: "2024-03-01",
  authors: 3,
  arxiv: "2403.00001",
  code: "someone/paper-a",
  summary: "It halves things. It does so twice.",
  topics: ["things", "halves"],
  claims: { halves, far, unmeasured },
});

export const paperB: Paper = definePaper({
  slug: "paper-b",
  title: "Paper B",
  published: "2024-02-01",
  authors: 1,
  arxiv: null,
  code: null,
  summary: "It does not run.",
  topics: ["things"],
  claims: { halves },
  unverified: ["the number of authors"],
});

export const experimentA: ExperimentFacts = {
  presets: {
    quick: { seeds: 1, seconds: { node: 5, browser: 8 } },
    full: { seeds: 3, seconds: { node: 60, browser: 100 } },
  },
  measures: ["halves", "far"],
  datasets: [],
  charts: { Loss: { x: { label: "step" }, y: { label: "loss", unit: "nats" }, caption: "lower is better" } },
  untuned: false,
};

interface ShelfParts {
  readonly papers?: readonly Paper[];
  readonly topics?: Readonly<Record<string, string>>;
  readonly experiments?: Readonly<Record<string, ExperimentFacts>>;
  readonly runs?: Readonly<Record<string, readonly unknown[]>>;
}

/** A shelf with a stamp of its own, so that seeding it is never skipped by accident. */
export function shelfOf({
  papers = [paperA, paperB],
  topics = { things: "Things", halves: "Halves" },
  experiments = { "paper-a": experimentA },
  runs = {},
}: ShelfParts = {}): Shelf {
  return {
    stamp: randomUUID(),
    load: async () => ({
      papers,
      topics,
      experiment: async (slug) => experiments[slug] ?? null,
      committedRuns: async (slug) => runs[slug] ?? [],
    }),
  };
}

export const measured = (claim: string, values: readonly (number | null)[]): Measurement[] =>
  values.map((value, index) => ({ claim, value, exact: false, seed: index + 1 }));

export const drawn = (count: number): Point[] =>
  Array.from({ length: count }, (_, x) => ({ chart: "Loss", series: "ours", x, y: 1 / (x + 1), seed: 1 }));

/** A finished quick run of paper A on this machine; any field can be another. */
export function runOf(fields: Partial<RunRecord> = {}): RunRecord {
  return {
    id: randomUUID(),
    paper: "paper-a",
    preset: "quick",
    seeds: [1, 2, 3],
    device: "wasm",
    threads: 2,
    versions: { papertape: "0.1.0", "onnxruntime-web": "1.30.0" },
    machine: { cpu: "A CPU", cores: 2, os: "Linux", runtime: "Chromium 156" },
    origin: "cli",
    state: "finished",
    startedAt: "2026-01-02T10:00:00.000Z",
    finishedAt: "2026-01-02T10:01:00.000Z",
    error: null,
    points: drawn(2),
    measurements: measured("halves", [0.5]),
    notes: ["a note"],
    ...fields,
  };
}

/** The same as a visitor sends it. */
export const visitorsRun = (fields: Partial<RunRecord> = {}): RunRecord =>
  runOf({ origin: "browser", seeds: [1], ...fields });

export const committedRun = (values: readonly (number | null)[], fields: Partial<RunRecord> = {}): RunRecord =>
  runOf({ origin: "committed", preset: "full", device: "cpu", measurements: measured("halves", values), ...fields });

export function startOf(fields: Partial<RunStart> = {}): RunStart {
  const { id, paper, preset, seeds, device, threads, versions, machine, startedAt } = runOf();
  return {
    id,
    paper,
    preset,
    seeds,
    device,
    threads,
    versions,
    machine,
    startedAt,
    origin: "cli",
    process: null,
    ...fields,
  };
}

export const batchOf = (sequence: number, fields: Partial<RunBatch> = {}): RunBatch => ({
  sequence,
  points: [],
  measurements: [],
  notes: [],
  ...fields,
});
