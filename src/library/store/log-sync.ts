/**
 * When Postgres' log reaches the disk. What it wrote there last is what a power cut takes away: in the background that is the last
 * moment, never more; `durable` waits for the disk at every commit, as a server's Postgres does.
 */
import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { Worker } from "node:worker_threads";

export interface LogSync {
  /** Postgres has written to a file of its log and wants it on disk; durable, it is there when this returns. @throws when the disk failed. */
  flush(path: string, fd: number): void;
  /** Before anything else of the database is written: its log has to be on disk first, or a power cut leaves tables that nothing explains. */
  barrier(): void;
  end(): void;
}

/** Milliseconds from a write to the beginning of its sync. With the sync itself, and one that is under way, it is less than a second. */
const delay = 250;

export const durableLog: LogSync = { flush: (_, fd) => fdatasyncSync(fd), barrier() {}, end() {} };

/** Numbers that both threads see: how often the log was written, up to which of those it is on disk, whether the thread was told, whether a sync has failed. */
const [written, synced, asked, failed] = [0, 1, 2, 3];

export function backgroundLog(): LogSync {
  const cells = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(new URL("./log-thread.js", import.meta.url), {
    workerData: { cells, delay },
    execArgv: [],
  });
  worker.unref();
  worker.on("error", () => Atomics.store(cells, failed, 1));
  let path: string | undefined;

  const pending = () => Atomics.load(cells, synced) !== Atomics.load(cells, written);

  /** A disk that has failed once may have dropped what it was given: only a new start, from what is there, can tell. */
  function refuseAfterFailure(): void {
    if (Atomics.load(cells, failed) === 0) return;
    throw Object.assign(new Error("EIO: the log could not be brought to the disk"), { code: "EIO" });
  }

  function barrier(): void {
    if (!pending()) return;
    refuseAfterFailure();
    const file = openSync(path!, "r+");
    try {
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
    Atomics.store(cells, synced, Atomics.load(cells, written));
  }

  return {
    barrier,
    flush(next) {
      refuseAfterFailure();
      // The thread looks after one file; the one before is done with.
      if (next !== path) barrier();
      path = next;
      Atomics.add(cells, written, 1);
      if (Atomics.exchange(cells, asked, 1) === 0) worker.postMessage(path);
    },
    end: () => void worker.terminate(),
  };
}
