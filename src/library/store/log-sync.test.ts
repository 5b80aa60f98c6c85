import fs, { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { syncOnce } from "./log-thread.js";
import { backgroundLog, durableLog } from "./log-sync.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "papertape-log-"));
  vi.spyOn(fs, "fdatasyncSync");
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  rmSync(folder, { recursive: true, force: true });
});

/** Of this thread. */
const syncs = () => vi.mocked(fs.fdatasyncSync).mock.calls.length;
const file = (name: string) => {
  const path = join(folder, name);
  writeFileSync(path, "log");
  return [path, openSync(path, "r+")] as const;
};
const compute = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

test("durable, the log is on disk when Postgres goes on", () => {
  durableLog.flush(...file("a"));
  expect(syncs()).toBe(1);
});

test("in the background nobody waits, and it is on disk soon, also while this thread computes", async () => {
  const log = backgroundLog();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [path, fd] = file("a");
  for (let i = 0; i < 100; i++) log.flush(path, fd);
  expect(syncs()).toBe(0);
  // Whether the other thread has done it shows in that a barrier has nothing to do; how long that takes depends on the machine.
  compute(5_000);
  log.barrier();
  expect(syncs()).toBe(0);
  log.end();
});

test("a barrier does not wait for the background, and has to be passed once", () => {
  const log = backgroundLog();
  const [path, fd] = file("a");
  log.barrier();
  expect(syncs()).toBe(0);
  log.flush(path, fd);
  log.barrier();
  log.barrier();
  expect(syncs()).toBe(1);
  log.end();
});

test("the file before is on disk when the log goes on in the next one", () => {
  const log = backgroundLog();
  log.flush(...file("a"));
  log.flush(...file("b"));
  expect(syncs()).toBe(1);
  log.end();
});

test("once a sync has failed, the log takes nothing more", async () => {
  const log = backgroundLog();
  log.flush(join(folder, "gone"), 0);
  await vi.waitFor(() => expect(() => log.flush(join(folder, "gone"), 0)).toThrow("EIO"), { timeout: 20_000 });
  expect(() => log.barrier()).toThrow("EIO");
  log.end();
});

test("what this thread has synced while the other one was about to is neither forgotten nor a failure of the disk", () => {
  const [written, synced, , failed] = [0, 1, 2, 3];
  for (const works of [true, false]) {
    const cells = new Int32Array(new SharedArrayBuffer(16));
    cells[written] = 1;
    syncOnce(cells, () => {
      cells[written] = 2;
      cells[synced] = 2;
      if (!works) throw new Error("ENOENT: the file has another name by now");
    });
    expect({ works, synced: cells[synced], failed: cells[failed] }).toEqual({ works, synced: 2, failed: 0 });
  }
  const cells = Int32Array.of(1, 0, 1, 0);
  syncOnce(cells, () => {
    throw new Error("EIO");
  });
  expect([...cells]).toEqual([1, 0, 0, 1]);
});
