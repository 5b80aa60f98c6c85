import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { RunBatch, RunRecord } from "../catalogue.ts";
import { measurements, pointBatches, runs } from "../schema/index.ts";
import { seed } from "../shelf/seed.ts";
import { thisProcess } from "../store/process.ts";
import { batchOf, drawn, measured, runOf, shelfOf, startOf } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";

const refused = (...reasons: (string | RegExp)[]) => ({
  code: "INVALID_RUN",
  details: expect.arrayContaining(reasons.map((reason) => expect.stringMatching(reason))) as string[],
});
const end = { state: "finished" as const, finishedAt: "2026-01-02T10:05:00.000Z", error: null };

overBothDrivers("runs", (store) => {
  beforeEach(() => seed(store.db, shelfOf()));

  const stored = async (id: string): Promise<RunRecord> => (await store.catalogue.run(id))!.record;
  const rows = async () => [
    await store.db.$count(runs),
    await store.db.$count(pointBatches),
    await store.db.$count(measurements),
  ];

  describe("a run saved whole", () => {
    test("comes back exactly as it was", async () => {
      const run = runOf({
        points: [...drawn(3), { chart: "Loss", series: "ours", x: -0.1, y: null, seed: 2 }],
        measurements: [...measured("halves", [0.1 + 0.2, null]), { claim: "far", value: 1e-300, exact: true, seed: 1 }],
        notes: ["seed 2 diverged: “∞”"],
        versions: { zebra: "1", a: "2" },
        registration: "0123456789abcdef".repeat(4),
      });
      expect(await store.catalogue.saveRun(run)).toEqual({ id: run.id, created: true });
      expect(await stored(run.id)).toEqual(run);
      expect(Object.keys((await stored(run.id)).versions)).toEqual(["zebra", "a"]);
    });

    test("may be saved again without effect, but not with another content", async () => {
      const run = runOf();
      await store.catalogue.saveRun(run);
      expect(await store.catalogue.saveRun(run)).toEqual({ id: run.id, created: false });
      await expect(store.catalogue.saveRun({ ...run, notes: ["changed"] })).rejects.toMatchObject({
        code: "RUN_EXISTS",
      });
      expect(await rows()).toEqual([1, 1, 1]);
    });

    test("may hold 20,000 points", async () => {
      const run = runOf({ points: drawn(20_000) });
      await store.catalogue.saveRun(run);
      expect((await stored(run.id)).points.at(-1)).toEqual(run.points.at(-1));
    });

    test.each<[string, Partial<RunRecord>, RegExp]>([
      ["an unknown paper", { paper: "nope" }, /there is no paper "nope"/],
      ["a paper that does not run", { paper: "paper-b", points: [], measurements: [] }, /paper-b has no experiment/],
      ["an unknown claim", { measurements: measured("nope", [1]) }, /no claim "nope"; it has halves, far, unmeasured/],
      ["an unknown chart", { points: [{ ...drawn(1)[0], chart: "Nope" }] }, /no chart "Nope"; it has Loss/],
      ["a seed that is not the run's", { seeds: [1], measurements: measured("halves", [1, 2]) }, /seed 2 is not among/],
      ["an unknown preset", { preset: "huge" as "full" }, /^preset:/],
      ["a future start", { startedAt: "2999-01-01T00:00:00Z", finishedAt: "2999-01-01T00:00:01Z" }, /in the future/],
      ["an end before its start", { finishedAt: "2026-01-02T09:59:59Z" }, /before startedAt/],
      ["a start before papertape", { startedAt: "1970-01-01T00:00:00Z" }, /before papertape existed/],
      ["a state that has not ended", { state: "running" }, /still running/],
      ["an end without a time", { finishedAt: null }, /finishedAt: missing/],
      ["a failure without a reason", { state: "failed" }, /error: missing/],
      ["a reason without a failure", { error: "boom" }, /error: present/],
      ["results that only ship with a paper", { origin: "committed" }, /committed/],
    ])("with %s is refused and leaves nothing", async (_, fields, reason) => {
      await expect(store.catalogue.saveRun(runOf(fields))).rejects.toMatchObject(refused(reason));
      expect(await rows()).toEqual([0, 0, 0]);
    });

    test("names every reason at once", async () => {
      const run = runOf({
        seeds: [9],
        points: [{ ...drawn(1)[0], chart: "Nope" }],
        finishedAt: "2026-01-01T00:00:00Z",
      });
      await expect(store.catalogue.saveRun(run)).rejects.toMatchObject(refused(/Nope/, /seed 1/, /before startedAt/));
    });
  });

  describe("a run in progress", () => {
    test("grows batch by batch and ends", async () => {
      const start = startOf({ process: thisProcess() });
      await store.catalogue.startRun(start);
      const [first, second] = [drawn(2), drawn(3)];
      await store.catalogue.appendRun(start.id, batchOf(0, { points: first, notes: ["one"] }));
      await store.catalogue.appendRun(
        start.id,
        batchOf(1, { points: second, measurements: measured("halves", [0.4]), notes: ["two"] }),
      );
      expect(await stored(start.id)).toMatchObject({ state: "running", finishedAt: null });
      await store.catalogue.finishRun(start.id, end);
      expect(await stored(start.id)).toMatchObject({
        ...end,
        points: [...first, ...second],
        measurements: measured("halves", [0.4]),
        notes: ["one", "two"],
      });
    });

    test("takes a repeated batch once, and none before the one that is missing", async () => {
      const { id } = await started();
      const batch = batchOf(0, { points: drawn(2) });
      await store.catalogue.appendRun(id, batch);
      await store.catalogue.appendRun(id, batch);
      expect((await stored(id)).points).toHaveLength(2);
      await expect(store.catalogue.appendRun(id, batchOf(2))).rejects.toMatchObject({ code: "BATCH_GAP" });
    });

    test("takes batches that arrive at the same time in order, each once", async () => {
      const { id } = await started();
      const batch = (sequence: number): RunBatch => batchOf(sequence, { points: [{ ...drawn(1)[0], x: sequence }] });
      await Promise.all([0, 0, 0].map((sequence) => store.catalogue.appendRun(id, batch(sequence))));
      await Promise.allSettled([2, 1, 1].map((sequence) => store.catalogue.appendRun(id, batch(sequence))));
      expect((await stored(id)).points.map(({ x }) => x).slice(0, 2)).toEqual([0, 1]);
    });

    test("refuses a batch that does not fit, whole", async () => {
      const { id } = await started();
      const bad = batchOf(0, { points: drawn(2), measurements: measured("nope", [1]) });
      await expect(store.catalogue.appendRun(id, bad)).rejects.toMatchObject(refused(/nope/));
      expect(await rows()).toEqual([1, 0, 0]);
    });

    test("holds no more than a whole run may", async () => {
      const { id } = await started();
      await store.catalogue.appendRun(id, batchOf(0, { points: drawn(20_000) }));
      await expect(store.catalogue.appendRun(id, batchOf(1, { points: drawn(1) }))).rejects.toMatchObject(
        refused(/at most 20000/),
      );
    });

    test("ends once: the same end again is harmless, another one is refused, and so is more", async () => {
      const { id } = await started();
      await store.catalogue.finishRun(id, end);
      await store.catalogue.finishRun(id, end);
      await expect(store.catalogue.finishRun(id, { ...end, state: "cancelled" })).rejects.toMatchObject({
        code: "RUN_ENDED",
      });
      await expect(store.catalogue.appendRun(id, batchOf(0))).rejects.toMatchObject({ code: "RUN_ENDED" });
    });

    test("keeps what a failure said, without what cannot be stored", async () => {
      const { id } = await started();
      await store.catalogue.finishRun(id, {
        ...end,
        state: "failed",
        error: "\u001b[31mout of memory\u0000\r\nat step 3",
      });
      expect((await stored(id)).error).toBe("[31mout of memory\nat step 3");
    });

    test("cannot begin twice, nor be fed without having begun", async () => {
      const start = await started();
      await expect(store.catalogue.startRun(start)).rejects.toMatchObject({ code: "RUN_EXISTS" });
      for (const id of [randomUUID(), "nope", "' or 1=1"])
        await expect(store.catalogue.appendRun(id, batchOf(0))).rejects.toMatchObject({ code: "NO_SUCH_RUN" });
    });

    async function started() {
      const start = startOf();
      await store.catalogue.startRun(start);
      return start;
    }
  });

  describe("a run whose process is gone", () => {
    test("is interrupted as soon as anybody looks, and keeps what it measured", async () => {
      const start = startOf({ process: { ...thisProcess(), started: "another boot:1" } });
      await store.catalogue.startRun(start);
      await store.catalogue.appendRun(start.id, batchOf(0, { measurements: measured("halves", [0.4]) }));
      const [listed] = await store.catalogue.runs();
      expect(listed).toMatchObject({ id: start.id, state: "interrupted", error: null });
      expect(Date.parse(listed.finishedAt!)).toBeGreaterThan(Date.now() - 60_000);
      expect((await stored(start.id)).measurements).toEqual(measured("halves", [0.4]));
    });

    test("is interrupted after two minutes of silence, wherever it ran", async () => {
      const [silent, speaking] = [startOf({ process: { host: "elsewhere", pid: 1, started: null } }), startOf()];
      for (const start of [silent, speaking]) await store.catalogue.startRun(start);
      await store.db.update(runs).set({ heartbeatAt: sql`now() - interval '121 seconds'` });
      await store.catalogue.appendRun(speaking.id, batchOf(0));
      expect((await stored(silent.id)).state).toBe("interrupted");
      expect((await stored(speaking.id)).state).toBe("running");
    });

    test("is running again when it speaks after all, and may end", async () => {
      const start = startOf();
      await store.catalogue.startRun(start);
      await store.db.update(runs).set({ heartbeatAt: sql`now() - interval '1 hour'` });
      expect((await stored(start.id)).state).toBe("interrupted");
      await store.catalogue.appendRun(start.id, batchOf(0));
      expect(await stored(start.id)).toMatchObject({ state: "running", finishedAt: null });
      await store.catalogue.finishRun(start.id, end);
      expect(await stored(start.id)).toMatchObject(end);
    });
  });

  test("are listed newest first, of all papers or of one", async () => {
    const [older, newer] = [runOf({ startedAt: "2026-01-01T00:00:00Z" }), runOf()];
    for (const run of [newer, older]) await store.catalogue.saveRun(run);
    expect((await store.catalogue.runs()).map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect((await store.catalogue.runs({ limit: 1 })).map(({ id, title }) => [id, title])).toEqual([
      [newer.id, "Paper A: On Made-Up Things"],
    ]);
    expect(await store.catalogue.runs({ paper: "paper-b" })).toEqual([]);
  });

  test("that ended since a moment come in the order in which they did", async () => {
    const ended = (minute: number) => runOf({ finishedAt: `2026-01-02T10:0${minute}:00.000Z` });
    const [first, second, third] = [ended(1), ended(2), ended(3)];
    for (const run of [third, first, second]) await store.catalogue.saveRun(run);
    const since = async (moment: string) => (await store.catalogue.runs({ since: moment })).map(({ id }) => id);
    expect(await since("2026-01-02T10:02:00Z")).toEqual([second.id, third.id]);
    expect(await since("2026-01-02")).toEqual([first.id, second.id, third.id]);
    expect(await since("2026-01-03")).toEqual([]);
  });

  test("that do not exist are null, whatever the id looks like", async () => {
    for (const id of [randomUUID(), "", "nope", "'; drop table runs", "\u0000"])
      expect(await store.catalogue.run(id)).toBeNull();
  });
});
