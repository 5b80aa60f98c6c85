/** Starts the worker behind a page's inputs. */

/** A fresh worker, which does nothing until it is asked. */
export const spawnWorker = (name: string): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
