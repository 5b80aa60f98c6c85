import type { Catalogue, RunBatch, RunEnd, RunStart } from "#library/catalogue";
import { createLab } from "#lab/kit/index";
import { describe, expect, test } from "vitest";
import { Recorder } from "./recorder.ts";

const start: RunStart = {
  id: "00000000-0000-4000-8000-000000000001",
  paper: "demo",
  preset: "quick",
  seeds: [1],
  device: "cpu",
  threads: 1,
  versions: {},
  machine: { cpu: "", cores: 1, os: "", runtime: "" },
  origin: "cli",
  startedAt: "2026-01-01T00:00:00.000Z",
  process: null,
};
const end: RunEnd = { state: "finished", finishedAt: "2026-01-01T00:01:00.000Z", error: null };
const lab = createLab(1, "cpu", 1);

/** A catalogue that takes batches, unless told to be away. */
function listener() {
  const batches: RunBatch[] = [];
  const state = { away: false, ended: null as RunEnd | null };
  const catalogue = {
    async appendRun(_: string, batch: RunBatch) {
      if (state.away) throw new Error("away");
      batches.push(batch);
    },
    async finishRun(_: string, end: RunEnd) {
      state.ended = end;
    },
  } as unknown as Catalogue;
  return { batches, state, catalogue };
}

test("what is seen leaves in numbered batches, each thing once", async () => {
  const { batches, state, catalogue } = listener();
  const recorder = new Recorder(start);
  recorder.add(lab.point("Loss", { series: "a", x: 1, y: 2 }));
  recorder.add(lab.progress(0.5, "half"));
  await recorder.flush(catalogue);
  recorder.add(lab.measure("faster", 3));
  recorder.add(lab.note("an arm diverged"));
  await recorder.finish(catalogue, end);
  expect(batches).toEqual([
    { sequence: 0, points: [{ chart: "Loss", series: "a", x: 1, y: 2, seed: 1 }], measurements: [], notes: [] },
    {
      sequence: 1,
      points: [],
      measurements: [{ claim: "faster", value: 3, exact: false, seed: 1 }],
      notes: ["an arm diverged"],
    },
  ]);
  expect(state.ended).toEqual(end);
});

test("a batch is due after a second, two thousand entries, or soon after a measurement; an empty one is a sign of life", async () => {
  let time = 0;
  const recorder = new Recorder(start, () => time);
  expect(recorder.due).toBe(false);
  time = 1000;
  expect(recorder.due).toBe(true);
  const { batches, catalogue } = listener();
  await recorder.flush(catalogue);
  expect(batches).toEqual([{ sequence: 0, points: [], measurements: [], notes: [] }]);
  expect(recorder.due).toBe(false);
  recorder.add(lab.measure("faster", 1));
  expect(recorder.due).toBe(false);
  time += 200;
  expect(recorder.due).toBe(true);
  await recorder.flush(catalogue);
  for (let x = 0; x < 2000; x++) recorder.add(lab.point("Loss", { series: "a", x, y: 0 }));
  expect(recorder.due).toBe(true);
});

describe("while the catalogue does not answer", () => {
  test("nothing is lost: batches wait and arrive in order", async () => {
    const { batches, state, catalogue } = listener();
    const recorder = new Recorder(start);
    state.away = true;
    recorder.add(lab.measure("faster", 1));
    await expect(recorder.flush(catalogue)).rejects.toThrow("away");
    await expect(recorder.flush(catalogue)).rejects.toThrow("away");
    recorder.add(lab.measure("faster", 2));
    state.away = false;
    await recorder.finish(catalogue, end);
    expect(batches.map(({ sequence, measurements }) => [sequence, measurements.map(({ value }) => value)])).toEqual([
      [0, [1]],
      [1, [2]],
    ]);
  });
  test("the whole record is still here", () => {
    const recorder = new Recorder(start);
    recorder.add(lab.measure("faster", 1));
    const { process: _process, ...facts } = start;
    expect(recorder.record(end)).toEqual({
      ...facts,
      ...end,
      points: [],
      measurements: [{ claim: "faster", value: 1, exact: false, seed: 1 }],
      notes: [],
    });
  });
});

test("notes of a run over several seeds say which seed they are about", () => {
  const recorder = new Recorder({ ...start, seeds: [1, 2] });
  recorder.add(createLab(2, "cpu", 1).note("diverged"));
  expect(recorder.record(end).notes).toEqual(["seed 2: diverged"]);
});
