/**
 * A thread that brings Postgres' log to the disk soon after it was written, also while the main thread computes. Plain JavaScript, so that
 * it starts in milliseconds. It is told a file when something unsynced is in it; the cells are explained in log-sync.ts.
 */
import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const [written, synced, asked, failed] = [0, 1, 2, 3];

/** Brings the log to the disk once; the main thread may do so meanwhile, and then give the file another name. */
export function syncOnce(cells, sync) {
  // From here on whatever is written asks again, because it may come too late for this time.
  Atomics.store(cells, asked, 0);
  const before = Atomics.load(cells, synced);
  const upTo = Atomics.load(cells, written);
  if (before === upTo) return;
  try {
    sync();
    // Never back behind what the main thread has synced meanwhile: its file would be looked for again, under a name that it may no longer have.
    Atomics.compareExchange(cells, synced, before, upTo);
  } catch {
    if (Atomics.load(cells, synced) === before) Atomics.store(cells, failed, 1);
  }
}

function bringToDisk(path) {
  const file = openSync(path, "r+");
  try {
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

parentPort?.on("message", (path) => {
  const { cells, delay } = workerData;
  setTimeout(() => syncOnce(cells, () => bringToDisk(path)), delay);
});
