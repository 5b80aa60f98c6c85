import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { overBothDrivers } from "../testing/stores.ts";
import { createJobs, type JobContext, type JobData, type Jobs } from "./jobs.ts";

overBothDrivers("jobs", (store) => {
  let jobs: Jobs;
  let errors: Error[] = [];
  beforeEach(() => {
    jobs = createJobs(store.database, { poll: 0.5 });
    errors = [];
  });
  afterEach(async () => {
    await jobs.stop();
    await store.db.execute(sql`drop schema if exists pgboss cascade`);
  });
  const start = () => jobs.start((error) => errors.push(error));
  const settled = async (id: string, ...states: string[]) => {
    for (;;) {
      const row = (await jobs.list()).find((job) => job.id === id);
      if (row && states.includes(row.state)) return row;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  test("are done with what was sent, and can be looked at afterwards", async () => {
    const seen: { data: JobData; attempt: number }[] = [];
    jobs.define("test.add", (data, { attempt }) => Promise.resolve(void seen.push({ data, attempt })));
    expect(jobs.state().state).toBe("stopped");
    expect(await jobs.list()).toEqual([]);
    // Nobody waits for the start: what is sent meanwhile waits for it.
    const starting = start();
    const id = await jobs.send("test.add", { n: 1 });
    await starting;
    expect(jobs.state()).toEqual({ state: "running", reason: null });
    expect(await settled(id!, "completed")).toMatchObject({ name: "test.add", data: { n: 1 }, error: null });
    expect(seen).toEqual([{ data: { n: 1 }, attempt: 1 }]);
    expect(errors).toEqual([]);
  });

  test("of one key are there once, however often they are sent; those without a key always", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    jobs.define("test.hold", () => held);
    await start();
    const first = await jobs.send("test.hold", {}, { singletonKey: "a" });
    expect(await jobs.send("test.hold", {}, { singletonKey: "a" })).toBeNull();
    await settled(first!, "active");
    expect(await jobs.send("test.hold", {}, { singletonKey: "a" })).toBeNull();
    const others = [await jobs.send("test.hold", {}), await jobs.send("test.hold", {})];
    expect(others).not.toContain(null);
    release();
    await settled(first!, "completed");
    expect(await jobs.send("test.hold", {}, { singletonKey: "a" })).not.toBeNull();
  });

  test("that throw say why, are tried again later, and fail in the end", async () => {
    const attempts: number[] = [];
    const failing = (_: JobData, { attempt }: JobContext) => {
      attempts.push(attempt);
      return Promise.reject(new Error(`no bread, try ${attempt}`));
    };
    jobs.define("test.fail", failing, { retries: 1, retryDelay: 1 });
    await start();
    const id = (await jobs.send("test.fail", {}, { singletonKey: "a" }))!;
    const waiting = await settled(id, "retry", "failed");
    expect(waiting).toMatchObject({ state: "retry", error: "no bread, try 1" });
    expect(Date.parse(waiting.startAfter)).toBeGreaterThan(Date.parse(waiting.createdAt));
    // It still stands for its key.
    expect(await jobs.send("test.fail", {}, { singletonKey: "a" })).toBeNull();
    expect(await settled(id, "failed")).toMatchObject({ retries: 1, error: "no bread, try 2" });
    expect(attempts).toEqual([1, 2]);
  });

  test("under way are told when the process stops, and taken up again by the next", async () => {
    let begun = () => {};
    // A job that is claimed, but not yet begun, goes back without a word: what is told must be under way.
    const underWay = new Promise<void>((resolve) => (begun = resolve));
    jobs.define(
      "test.long",
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
          begun();
        }),
    );
    await start();
    const id = (await jobs.send("test.long", {}))!;
    await underWay;
    await jobs.stop();
    expect(await settled(id, "retry")).toMatchObject({ error: "this process stops" });
    await expect(jobs.send("test.long", {})).rejects.toMatchObject({ code: "JOBS_STOPPED" });
  });

  test("rest for a reason that people can see, and are done when work starts again", async () => {
    const seen: JobData[] = [];
    jobs.define("test.add", (data) => Promise.resolve(void seen.push(data)));
    await start();
    await jobs.stop("the disk is nearly full");
    expect(jobs.state()).toEqual({ state: "stopped", reason: "the disk is nearly full" });
    await start();
    const id = await jobs.send("test.add", { n: 1 });
    await settled(id!, "completed");
    expect([seen, errors, jobs.state().state]).toEqual([[{ n: 1 }], [], "running"]);
  });

  test("are scheduled once per name; schedules of an earlier version go away", async () => {
    const schedules = () =>
      store.db
        .select({ name: sql<string>`name`, cron: sql<string>`cron`, zone: sql<string>`timezone` })
        .from(sql`pgboss.schedule`);
    jobs.define("test.old", () => Promise.resolve());
    jobs.schedule("test.old", "0 1 * * *");
    await start();
    await jobs.stop();
    jobs = createJobs(store.database, { poll: 0.5 });
    jobs.define("test.new", () => Promise.resolve());
    jobs.schedule("test.new", "0 3 * * *");
    jobs.schedule("test.new", "0 6 * * 1", { tz: "America/New_York" });
    await start();
    expect(await schedules()).toEqual([{ name: "test.new", cron: "0 6 * * 1", zone: "America/New_York" }]);
  });

  test("that cannot be started leave a reason, and everything else alone", async () => {
    jobs.define("test.odd", () => Promise.resolve());
    jobs.schedule("test.odd", "every now and then");
    await start();
    expect(jobs.state()).toMatchObject({ state: "failed", reason: expect.stringContaining("every now") as string });
    expect(errors).toHaveLength(1);
    await expect(jobs.send("test.odd", {})).rejects.toMatchObject({ code: "JOBS_STOPPED" });
  });
});
