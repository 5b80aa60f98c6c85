/** Runs that readers ask for, computed as a server does it: by jobs on an embedded library, seeds in processes. */
import { openLibrary, type Library } from "#library/index";
import type { Asker } from "#library/server-runs/server-runs";
import { factsOf } from "#library/shelf/registry-shelf";
import { shelfOf } from "#library/testing/shelf";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../testing.ts";
import { fakeExperiment, seeds } from "./seeds/testing/fake.ts";
import { takeRuns } from "./take-runs.ts";

const folder = temporaryFolder();
const log = join(folder.path, "log");
/** "2 3": seed 2 did its third step. */
const steps = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
const owner: Asker = { kind: "command" };
const wait = { timeout: 60_000, interval: 100 };

let library: Library;
const start = () => library.jobs.start((error) => expect(error).toBeNull());
beforeAll(async () => {
  process.env.FAKE_LOG = log;
  const experiment = fakeExperiment();
  const shelf = shelfOf({ papers: [experiment.paper], topics: {}, experiments: { fake: factsOf(experiment)! } });
  library = await openLibrary({ dataDir: join(folder.path, "store"), shelf });
  takeRuns(library.runWork, {
    dataDir: folder.path,
    runCores: 2,
    load: async () => experiment,
    program: join(import.meta.dirname, "seeds/testing/process.ts"),
  });
  await start();
});
afterEach(() => {
  for (const name of ["FAKE_STEP", "FAKE_FAILS"]) delete process.env[name];
  rmSync(log, { force: true });
});
afterAll(async () => {
  delete process.env.FAKE_LOG;
  await library?.close();
  folder.remove();
});

const ask = async (request: object = {}) => (await library.serverRuns.request(owner, { paper: "fake", ...request })).id;
const status = async (id: string) => (await library.serverRuns.status(id))!;
const state = async (id: string) => (await status(id)).state;
/** Nothing is kept of a run that has ended. */
const kept = () => (existsSync(join(folder.path, "server-runs")) ? readdirSync(join(folder.path, "server-runs")) : []);

test("a run is computed with its seeds, and stands in the ledger as the server's", async () => {
  const id = await ask();
  await expect.poll(() => state(id), wait).toBe("finished");
  const { record } = (await library.catalogue.run(id))!;
  expect(record).toMatchObject({
    origin: "server",
    state: "finished",
    preset: "quick",
    seeds,
    threads: 1,
    device: "cpu",
  });
  expect(record.measurements.toSorted((a, b) => a.seed - b.seed).map(({ value }) => value)).toEqual([
    0.1, 0.2, 0.3, 0.4, 0.5,
  ]);
  expect(record.registration).toMatch(/^[0-9a-f]{64}$/);
  expect(record.notes).toContain("seed 2: noted 2");
  await expect.poll(kept, wait).toEqual([]);
});

test("a cancel reaches the seeds in the middle of their work", async () => {
  process.env.FAKE_STEP = "2000";
  const id = await ask({ seed: 7 });
  await expect.poll(async () => (await status(id)).fraction, wait).toBeGreaterThan(0);
  await library.serverRuns.cancel(owner, id);
  await expect.poll(() => state(id), wait).toBe("cancelled");
  const before = steps();
  expect(before.length).toBeLessThan(4);
  expect((await library.catalogue.run(id))!.record.state).toBe("cancelled");
});

test("a full run whose worker stops in order goes on with the seeds that are missing, and nobody has died", async () => {
  process.env.FAKE_STEP = "150";
  const id = await ask({ preset: "full" });
  const done = () => steps().filter((line) => line.endsWith(" 4")).length;
  await expect.poll(done, wait).toBeGreaterThan(2);
  await library.jobs.stop();
  expect(await status(id)).toMatchObject({ state: "waiting", lost: 0 });
  expect(kept()).toEqual([id]);
  await start();
  await expect.poll(() => state(id), wait).toBe("finished");
  expect(await status(id)).toMatchObject({ attempt: 2, lost: 0 });
  const { measurements } = (await library.catalogue.run(id))!.record;
  expect(measurements.map(({ seed }) => seed).sort()).toEqual(seeds);
  // Of those that were done when it stopped, none was begun again: at most the two under way were.
  expect(steps().filter((line) => line.endsWith(" 1")).length).toBeLessThanOrEqual(seeds.length + 2);
  await expect.poll(kept, wait).toEqual([]);
});

test("a seed that fails ends the run with its reason", async () => {
  process.env.FAKE_FAILS = "3";
  const id = await ask();
  await expect.poll(() => state(id), wait).toBe("failed");
  expect(await status(id)).toMatchObject({ error: "seed 3: the loss is not a number" });
  expect((await library.catalogue.run(id))!.record).toMatchObject({
    state: "failed",
    error: expect.stringContaining("seed 3") as string,
  });
});
