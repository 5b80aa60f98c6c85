/**
 * A thread that brings Postgres' log to the disk soon after it was written, also while the main thread computes. Plain JavaScript, so that
 * it starts in milliseconds. It is told a file when something unsynced is in it; the cells are explained in log-sync.ts.
 */
import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const { cells, delay } = workerData;
const [written, synced, asked, failed] = [0, 1, 2, 3];

parentPort.on("message", (path) => {
  setTimeout(() => {
    // From here on whatever is written asks again, because it may come too late for this time.
    Atomics.store(cells, asked, 0);
    const upTo = Atomics.load(cells, written);
    const before = Atomics.load(cells, synced);
    if (before === upTo) return;
    try {
      const file = openSync(path, "r+");
      try {
        fdatasyncSync(file);
      } finally {
        closeSync(file);
      }
      Atomics.store(cells, synced, upTo);
    } catch {
      // Unless the main thread did it meanwhile: then the file may have another name by now.
      if (Atomics.load(cells, synced) === before) Atomics.store(cells, failed, 1);
    }
  }, delay);
});
