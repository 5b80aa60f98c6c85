/** A worker as people meet it: a process of its own beside a server's Postgres. */
import { createBoss } from "#library/jobs/boss";
import { openLibrary } from "#library/index";
import { listJobs } from "#library/jobs/rows";
import { openServer } from "#library/store/database";
import { startServer, type TestServer } from "#library/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPapertape, temporaryFolder, type Spawned } from "../testing.ts";

const folder = temporaryFolder();
let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(async () => {
  await server.stop();
  folder.remove();
});

test("says when it works, does a job that another process has queued, and ends with 0 on SIGTERM", async () => {
  const { child, said, ended } = startPapertape(["worker"], { DATABASE_URL: server.url, PAPERTAPE_DATA: folder.path });
  await said("works on jobs until it is stopped");
  const database = await openServer(server.url);
  const boss = await createBoss(database);
  try {
    await boss.start();
    const id = await boss.send("community.alerts", {}, { singletonKey: "by the test" });
    const state = async () => (await listJobs(database.db)).find((job) => job.id === id)?.state;
    await expect.poll(state, { timeout: 45_000, interval: 100 }).toBe("completed");
  } finally {
    await boss.stop({ graceful: false });
    await database.close();
  }
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({
    code: 0,
    signal: null,
    err: expect.stringContaining("the worker stops") as string,
  });
});

test(
  "a run whose worker is killed is given to another one, says so, and can still be cancelled",
  { timeout: 240_000 },
  async () => {
    const env = { DATABASE_URL: server.url, PAPERTAPE_DATA: folder.path, PAPERTAPE_RUN_CORES: "1" };
    const library = await openLibrary({ dataDir: folder.path, databaseUrl: server.url });
    const command = { kind: "command" } as const;
    const workers: Spawned[] = [];
    const work = async () => {
      const worker = startPapertape(["worker"], env);
      workers.push(worker);
      await worker.said("works on jobs until it is stopped");
      return worker;
    };
    try {
      const first = await work();
      await library.jobs.connect();
      const { id } = await library.serverRuns.request(command, { paper: "layer-norm" });
      const status = async () => (await library.serverRuns.status(id))!;
      await expect
        .poll(async () => (await library.serverRuns.news(id))!.points.length, { timeout: 120_000 })
        .toBeGreaterThan(0);
      first.child.kill("SIGKILL");
      await first.ended;
      expect(await status()).toMatchObject({ state: "waiting", attempt: 1, lost: 1 });
      const second = await work();
      await expect.poll(async () => (await status()).attempt, { timeout: 120_000 }).toBe(2);
      expect((await library.serverRuns.news(id))!.notes).toEqual([expect.stringMatching(/worker died once/)]);
      await library.serverRuns.cancel(command, id);
      await expect.poll(async () => (await status()).state, { timeout: 30_000 }).toBe("cancelled");
      second.child.kill("SIGTERM");
      expect(await second.ended).toMatchObject({ code: 0 });
    } finally {
      for (const { child } of workers) child.kill("SIGKILL");
      await library.close();
    }
  },
);

test("refuses without a server's database, and says why", async () => {
  const { code, err } = await startPapertape(["worker"], { PAPERTAPE_DATA: folder.path }).ended;
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("a worker needs DATABASE_URL") as string });
});
