import type { Catalogue, RunBatch, RunEnd, RunStart } from "#library/catalogue";
import { definePaper, execute, experiment } from "#lab/kit/index";
import { describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { compute, Unsaved, type Work } from "./compute.ts";

const paper = definePaper({
  slug: "demo",
  title: "Demo",
  published: "2026-01-01",
  authors: 1,
  arxiv: null,
  code: null,
  summary: "",
  topics: [],
  claims: { bigger: { statement: "is bigger", better: "higher", unit: "ratio", stated: null, kind: "property" } },
});
const settings = { seeds: 2, seconds: { node: 1, browser: 1 } };
let released = 0;
/** Three steps per seed; the third one fails for seed 13. */
const demo = experiment(paper, {
  charts: { Loss: { x: { label: "step" }, y: { label: "loss" }, caption: "" } },
  presets: { quick: settings, full: settings },
  smoke: settings,
  measures: ["bigger"],
  datasets: [],
  async *run(lab) {
    try {
      yield lab.progress(0.5, "half");
      yield lab.measure("bigger", lab.seed);
      if (lab.seed === 13) throw new Error("the loss is not a number");
      yield lab.progress(1, "done");
    } finally {
      released++;
    }
  },
});

const start = (seeds: number[]): RunStart => ({
  id: "00000000-0000-4000-8000-000000000001",
  paper: "demo",
  preset: "quick",
  seeds,
  device: "cpu",
  threads: 1,
  versions: {},
  machine: { cpu: "", cores: 1, os: "", runtime: "" },
  origin: "cli",
  startedAt: "2026-01-01T00:00:00.000Z",
  process: null,
});

function fakeStore(address: string | null = null) {
  const kept = { batches: [] as RunBatch[], end: null as RunEnd | null, away: false };
  const reached = () => {
    if (kept.away) throw new Error("connection refused");
  };
  const catalogue = {
    async startRun() {},
    async appendRun(_: string, batch: RunBatch) {
      reached();
      kept.batches.push(batch);
    },
    async finishRun(_: string, end: RunEnd) {
      reached();
      kept.end = end;
    },
  } as unknown as Catalogue;
  const others = {
    bakeoffs: {} as never,
    digests: {} as never,
    search: {} as never,
    lists: {} as never,
    backUp: {} as never,
    sources: {} as never,
    serverRuns: {} as never,
    entities: {} as never,
  };
  const store: Store = { catalogue, ...others, address, close: async () => {} };
  const values = () => kept.batches.flatMap(({ measurements }) => measurements.map(({ value }) => value));
  return { store, kept, values };
}

const work = (seeds: number[], store: Store, onEvent: Work["onEvent"] = () => {}, reopen = async () => store) => {
  const controller = new AbortController();
  const troubles: unknown[] = [];
  const done = compute({
    start: start(seeds),
    events: execute(demo, { preset: "quick", seeds, device: "cpu", threads: 1, signal: controller.signal }),
    store,
    reopen,
    onEvent,
    onTrouble: (error) => troubles.push(error),
  });
  return { done, controller, troubles };
};

test("a run that goes well ends as finished, with everything stored and everything shown", async () => {
  const { store, kept, values } = fakeStore();
  const seen: string[] = [];
  const { record, failure } = await work([1, 2], store, ({ type }) => seen.push(type)).done;
  expect(record).toMatchObject({ state: "finished", error: null, seeds: [1, 2] });
  expect(failure).toBeUndefined();
  expect(values()).toEqual([1, 2]);
  expect(kept.end).toMatchObject({ state: "finished" });
  expect(seen).toEqual(["progress", "measure", "progress", "progress", "measure", "progress"]);
});

test("a run that is stopped ends as cancelled, keeps what was measured, and releases what it held", async () => {
  const { store, kept, values } = fakeStore();
  released = 0;
  const { done, controller } = work([1, 2], store, ({ type }) => {
    if (type === "measure") controller.abort();
  });
  const { record } = await done;
  expect(record.state).toBe("cancelled");
  expect(values()).toEqual([1]);
  expect(kept.end).toMatchObject({ state: "cancelled", error: null });
  expect(released).toBe(1);
});

test("a signal gets through to an experiment that only computes", async () => {
  const { store } = fakeStore();
  const many = Array.from({ length: 10_000 }, (_, index) => index + 100);
  const { done, controller } = work(many, store);
  setTimeout(() => controller.abort(), 5);
  const { record } = await done;
  expect(record.state).toBe("cancelled");
});

test("an experiment that fails ends the run as failed, with the reason and what was measured before", async () => {
  const { store, kept, values } = fakeStore();
  const { record, failure } = await work([1, 13], store).done;
  expect(record).toMatchObject({ state: "failed", error: "the loss is not a number" });
  expect(failure).toBeInstanceOf(Error);
  expect(values()).toEqual([1, 13]);
  expect(kept.end).toMatchObject({ state: "failed" });
});

describe("when the server that stores the run leaves", () => {
  test("the rest goes to the store that took its place", async () => {
    const [before, after] = [fakeStore("http://127.0.0.1:1"), fakeStore()];
    const { done } = work(
      [1],
      before.store,
      () => {
        before.kept.away = true;
      },
      async () => after.store,
    );
    const { store } = await done;
    expect(store).toBe(after.store);
    expect(after.values()).toEqual([1]);
    expect(after.kept.end).toMatchObject({ state: "finished" });
  });
  test("and nobody takes its place, the record is handed over whole", async () => {
    const { store, kept } = fakeStore("http://127.0.0.1:1");
    const { done } = work([1], store, () => {
      kept.away = true;
    });
    const error = await done.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Unsaved);
    expect((error as Unsaved).record).toMatchObject({ state: "finished", measurements: [{ value: 1 }] });
    expect((error as Unsaved).message).toContain("connection refused");
  });
});
