import type { Registration, RunRecord } from "#lab/kit/index";
import { expect, test } from "vitest";
import { formatResults } from "./results.ts";

const run: RunRecord = {
  id: "00000000-0000-4000-8000-000000000001",
  paper: "demo",
  preset: "full",
  seeds: [1, 2, 3],
  device: "cpu",
  threads: 2,
  versions: { papertape: "0.1.0" },
  machine: { cpu: "a", cores: 2, os: "b", runtime: "c" },
  origin: "committed",
  state: "finished",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:01:00.000Z",
  error: null,
  points: [
    { chart: "Loss", series: "a", x: 1, y: 2, seed: 1 },
    { chart: "Loss", series: "a", x: 2, y: null, seed: 1 },
  ],
  measurements: [{ claim: "faster", value: 0.1, exact: false, seed: 1 }],
  notes: [],
};

const registration = { hash: "0".repeat(64), registered: {} } as unknown as Registration;

test("results are JSON that reads back as it was", () => {
  expect(JSON.parse(formatResults({ registration, runs: [run, { ...run, points: [] }] }))).toEqual({
    registration,
    runs: [run, { ...run, points: [] }],
  });
});

test("each point and measurement has a line of its own, so that a diff shows which one changed", () => {
  const lines = formatResults({ registration, runs: [run] }).split("\n");
  expect(lines).toContain('    {"chart":"Loss","series":"a","x":1,"y":2,"seed":1},');
  expect(lines).toContain('    {"claim":"faster","value":0.1,"exact":false,"seed":1}');
});
