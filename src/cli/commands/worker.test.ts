/** A worker as people meet it: a process of its own beside a server's Postgres. */
import { createBoss } from "#library/jobs/boss";
import { listJobs } from "#library/jobs/rows";
import { openServer } from "#library/store/database";
import { startServer, type TestServer } from "#library/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPapertape, temporaryFolder } from "../testing.ts";

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

test("refuses without a server's database, and says why", async () => {
  const { code, err } = await startPapertape(["worker"], { PAPERTAPE_DATA: folder.path }).ended;
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("a worker needs DATABASE_URL") as string });
});
