import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { committedRuns, loadExperiment, slugsWithExperiment } from "#papers/registry";
import type { ExperimentFacts, Measurement, Point, RunRecord } from "../catalogue.ts";
import { createCatalogue, usualRoom } from "../local-catalogue.ts";
import { auditLog, papers, runs, users } from "../schema/index.ts";
import { factsOf } from "../shelf/registry-shelf.ts";
import { seed } from "../shelf/seed.ts";
import { diskOf } from "../store/disk.ts";
import { committedRun, drawn, experimentA, measured, runOf, shelfOf, visitorsRun } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { linesOf, shown } from "./lines.ts";
import { createRunModeration } from "./moderation.ts";
import { asReceived, implausible, plausible } from "./visitors.ts";

const point = (fields: Partial<Point> = {}): Point => ({ ...drawn(1)[0], ...fields });

describe("what an experiment cannot have produced", () => {
  const counting: ExperimentFacts = {
    ...experimentA,
    charts: { Loss: { ...experimentA.charts["Loss"], x: { label: "norm", names: ["LN", "BN"] } } },
  };
  test.each<[string, Partial<RunRecord>, RegExp, ExperimentFacts?]>([
    [
      "a number that no arithmetic here reaches",
      { points: [point({ x: 1.7e308 })] },
      /x = 1.7e\+308; no experiment computes beyond 1e\+100/,
    ],
    ["as a value, below zero", { points: [point({ y: -1e101 })] }, /y = -1e\+101/],
    ["as a measurement", { measurements: measured("halves", [1e200]) }, /halves is 1e\+200/],
    [
      "more series than can be told apart",
      { points: Array.from({ length: 65 }, (_, at) => point({ series: `s${at}` })) },
      /chart "Loss" has 65 series; at most 64/,
    ],
    ["a series without end", { points: drawn(plausible.points + 1) }, /2001 points in one series/],
    ["a third thing where there are two", { points: [point({ x: 3 })] }, /x = 3; it is one of 1 to 2/, counting],
    [
      "a seed that its preset does not have",
      { seeds: [2] },
      /seeds: a quick run of paper-a has the seeds 1 to 1, not 2/,
    ],
    ["a claim that it does not measure", { measurements: measured("unmeasured", [1]) }, /does not measure unmeasured/],
    [
      "one measurement over and over",
      { measurements: Array<Measurement>(5).fill(measured("halves", [1])[0]) },
      /5 of claim and seed halves 1/,
    ],
    ["a book", { notes: Array<string>(50).fill("x".repeat(1_001)) }, /notes: 50050 characters/],
    ["two days", { finishedAt: "2026-01-04T10:00:00.000Z" }, /more than 24 hours/],
  ])("%s is told, and nothing else", (_, fields, reason, facts = experimentA) => {
    expect(implausible(visitorsRun(fields), facts)).toEqual([expect.stringMatching(reason)]);
  });

  test("is nothing of all that ships: every committed run could have come from a browser", async () => {
    for (const slug of slugsWithExperiment) {
      const facts = factsOf(await loadExperiment(slug))!;
      for (const run of (await committedRuns(slug)) as RunRecord[])
        expect(implausible({ ...run, finishedAt: run.startedAt }, facts), slug).toEqual([]);
    }
  });
});

test("a run as it is kept has no more points than its charts show, and the peaks among them", () => {
  const points = Array.from({ length: 20_000 }, (_, at) =>
    point({ series: `series ${at % 10}`, x: at, y: at === 12_340 ? 1e6 : Math.sin(at) }),
  );
  const kept = asReceived(visitorsRun({ points }), Date.now());
  expect(kept.points.length).toBeLessThanOrEqual(1.1 * shown.points);
  expect(kept.points).toContainEqual(point({ series: "series 0", x: 12_340, y: 1e6 }));
  expect(Object.keys(linesOf(kept.points))).toEqual(["Loss"]);
});

overBothDrivers("runs of visitors", (store) => {
  beforeEach(() => seed(store.db, shelfOf({ runs: { "paper-a": [committedRun([0.5, 0.52, 0.48])] } })));
  const stored = async (id: string) => (await store.catalogue.run(id))?.record;
  const count = () => store.db.$count(runs, sql`origin = 'browser'`);

  test("have the server's times, whatever they say, and took as long as they say", async () => {
    const run = visitorsRun({ startedAt: "2031-05-05T10:00:00.000Z", finishedAt: "2031-05-05T10:01:30.000Z" });
    const before = Date.now();
    await store.catalogue.saveRun(run);
    const { startedAt, finishedAt } = (await stored(run.id))!;
    expect(Date.parse(finishedAt!)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(finishedAt!)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(startedAt) + 90_000).toBe(Date.parse(finishedAt!));
  });

  test("may be sent twice, and are kept once", async () => {
    const run = visitorsRun({ points: drawn(1_500) });
    expect(await store.catalogue.saveRun(run)).toEqual({ id: run.id, created: true });
    expect(await store.catalogue.saveRun(run)).toEqual({ id: run.id, created: false });
    await expect(store.catalogue.saveRun({ ...run, notes: ["other"] })).rejects.toMatchObject({ code: "RUN_EXISTS" });
  });

  test("are refused with every reason and leave nothing where no experiment can have produced them", async () => {
    const points = [point({ y: 1.7e308 })];
    await expect(store.catalogue.saveRun(visitorsRun({ seeds: [1, 7], points }))).rejects.toMatchObject({
      code: "INVALID_RUN",
      details: [expect.stringMatching(/^seeds:/), expect.stringMatching(/^points:/)],
    });
    expect(await count()).toBe(0);
  });

  test("are in no list but their own", async () => {
    const own = runOf();
    await store.catalogue.saveRun(own);
    const { id } = await store.catalogue.saveRun(visitorsRun());
    expect((await store.catalogue.runs()).map((run) => run.id)).not.toContain(id);
    expect((await store.catalogue.runs({ visitors: true })).map((run) => run.id)).toEqual([id]);
    expect((await store.catalogue.papers()).find(({ slug }) => slug === "paper-a")!.runs).toBe(2);
  });

  test("are found by what they would repeat: paper, preset, plan and kind of machine, if they measured everything", async () => {
    const registration = "a".repeat(64);
    const machine = { cpu: "?", cores: 8, os: "Linux", runtime: "Google Chrome 138" };
    const all = [...measured("halves", [0.5]), ...measured("far", [0.9])];
    const wanted = visitorsRun({ registration, machine, measurements: all });
    const others: Partial<RunRecord>[] = [
      { registration: "b".repeat(64) },
      { registration: undefined },
      { preset: "full" },
      { device: "webgpu" },
      { threads: 1 },
      { machine: { ...machine, os: "Windows" } },
      { machine: { ...machine, runtime: "Google Chromebook 138" } },
      { measurements: all.slice(0, 1) },
      { state: "cancelled" },
    ];
    await store.catalogue.saveRun(wanted);
    for (const fields of others) await store.catalogue.saveRun({ ...wanted, id: randomUUID(), ...fields });
    const found = await store.catalogue.runs({
      ...{ paper: "paper-a", visitors: true, preset: "quick", registration, whole: true },
      machine: { device: "wasm", threads: 2, os: "Linux", runtime: "Google Chrome" },
    });
    expect(found.map(({ id }) => id)).toEqual([wanted.id]);
  });

  test("share bounded room: the oldest make way for the newest, and one that is larger than all of it is refused", async () => {
    const small = createCatalogue(store.db, { bytes: 10_000 });
    const ids: string[] = [];
    for (let index = 0; index < 12; index++) ids.push((await small.saveRun(visitorsRun({ points: drawn(20) }))).id);
    const left = (await store.catalogue.runs({ visitors: true })).map(({ id }) => id);
    expect(left.length).toBeGreaterThan(3);
    expect(left.length).toBeLessThan(9);
    expect(left.toSorted()).toEqual(ids.slice(-left.length).toSorted());
    const [{ bytes }] = await store.db.select({ bytes: sql`sum(bytes)`.mapWith(Number) }).from(runs);
    expect(bytes).toBeLessThanOrEqual(10_000);
    const large = small.saveRun(
      visitorsRun({ notes: ["x".repeat(2_000), ...Array<string>(5).fill("y".repeat(2_000))] }),
    );
    await expect(large).rejects.toMatchObject({ code: "NO_ROOM" });
    await expect(createCatalogue(store.db, { bytes: 0 }).saveRun(visitorsRun())).rejects.toMatchObject({
      code: "NO_ROOM",
    });
  });

  test("are refused while the disk has less than its reserve free, and our own runs are not", async () => {
    let free = 99;
    const disk = diskOf("/data", 100, async () => free);
    const catalogue = createCatalogue(store.db, usualRoom, disk);
    await expect(catalogue.saveRun(visitorsRun())).rejects.toMatchObject({ code: "DISK_FULL" });
    await catalogue.saveRun(runOf());
    free = 100;
    await catalogue.saveRun(visitorsRun());
    expect(await count()).toBe(1);
  });

  describe("in the hands of an administrator", () => {
    let admin: { id: number; role: "admin" };
    beforeEach(async () => {
      const [{ id }] = await store.db.insert(users).values({ name: "Ann", role: "admin" }).returning({ id: users.id });
      admin = { id, role: "admin" };
    });
    const moderation = () => createRunModeration(store.db, usualRoom);
    const audited = async () =>
      (await store.db.select().from(auditLog).orderBy(auditLog.id)).map(
        ({ action, subject }) => `${action}: ${subject}`,
      );

    test("are seen page by page, newest first, with their size", async () => {
      const ids: string[] = [];
      for (let index = 0; index < 3; index++) ids.push((await store.catalogue.saveRun(visitorsRun())).id);
      const first = await moderation().visitors(admin, { limit: 2 });
      expect(first).toMatchObject({ total: 3, room: usualRoom.bytes });
      const second = await moderation().visitors(admin, { limit: 2, page: 2 });
      expect([...first.runs, ...second.runs].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      expect(first.runs[0]).toMatchObject({ paper: { slug: "paper-a" }, hidden: false });
      expect(first.bytes).toBe(3 * first.runs[0].bytes);
    });

    test("are hidden from every list and from their address, and brought back, on record", async () => {
      const { id } = await store.catalogue.saveRun(visitorsRun());
      expect(await moderation().hide(admin, [id, "nope"], true)).toBe(1);
      expect(await store.catalogue.runs({ visitors: true })).toEqual([]);
      expect(await store.catalogue.run(id)).toBeNull();
      expect((await store.catalogue.paper("paper-a", { visitors: true }))!.ledger[0].groups).toHaveLength(1);
      expect((await moderation().visitors(admin)).runs[0].hidden).toBe(true);
      await moderation().hide(admin, [id], false);
      expect(await stored(id)).toBeDefined();
      expect(await audited()).toEqual([`run hidden: run ${id}`, `run shown again: run ${id}`]);
    });

    test("are deleted with all they had, one by one or all of a paper at once, on record", async () => {
      for (let index = 0; index < 3; index++) await store.catalogue.saveRun(visitorsRun());
      const [{ id }] = await store.catalogue.runs({ visitors: true });
      expect(await moderation().delete(admin, { ids: [id] })).toBe(1);
      expect(await stored(id)).toBeUndefined();
      expect(await moderation().delete(admin, { visitors: true, paper: "paper-b" })).toBe(0);
      expect(await moderation().delete(admin, { visitors: true })).toBe(2);
      expect([await count(), await store.db.$count(runs)]).toEqual([0, 1]);
      expect(await audited()).toEqual([`run deleted: run ${id}`, "run deleted: 2 runs"]);
    });

    test("and of nobody else", async () => {
      for (const role of ["reader", "editor"] as const)
        for (const act of [
          moderation().visitors({ id: admin.id, role }),
          moderation().hide({ id: admin.id, role }, [], true),
          moderation().delete({ id: admin.id, role }, { visitors: true }),
        ])
          await expect(act).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    });
  });

  test("and other runs are deleted by a command, but for what ships or is being computed", async () => {
    const own = (await store.catalogue.saveRun(runOf())).id;
    const [shipped] = await store.db
      .select({ id: runs.id })
      .from(runs)
      .where(sql`origin = 'committed'`);
    await expect(store.catalogue.deleteRuns({ ids: [own, shipped.id] })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    expect(await stored(own)).toBeDefined();
    expect(await store.catalogue.deleteRuns({ ids: [own] })).toBe(1);
    expect(await store.db.$count(papers)).toBe(2);
  });
});
