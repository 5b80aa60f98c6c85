/** Starts the worker of a run. */

/** A fresh worker, which does nothing until it is told what to run. */
export const spawnWorker = (name: string): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
