/** Starts a task worker from its module: a worker thread in Node, a module worker in a browser. */
import { TaskWorker, type WorkerLike } from "./client.ts";

export interface StartOptions {
  /** Shown by debuggers and profilers. */
  readonly name?: string;
}

/**
 * A worker that offers the tasks of a module which calls `serveTasks`.
 *
 * In Node: `startWorker(new URL("./tasks.ts", import.meta.url))`; TypeScript is read as it is (by tsx), from Node 20 on.
 * In a browser the address is that of the bundled worker; with Vite, `import tasks from "./tasks.ts?worker&url"`.
 * A module that is missing or fails to load rejects the first task, and every later one.
 */
export function startWorker(module: URL | string, { name }: StartOptions = {}): TaskWorker {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  return new TaskWorker(
    node
      ? new node.Worker(nodeEntry(String(module)), { eval: true, name })
      : (new Worker(module, { type: "module", name }) as WorkerLike),
  );
}

/** What the thread runs first. Node 20 cannot load TypeScript by itself, and flags reach a thread too late for its entry. */
function nodeEntry(module: string): string {
  const load = `import(${JSON.stringify(module)})`;
  if (!/\.[cm]?ts$/.test(module)) return load;
  // Found from here: a script given as text would look for tsx from the working directory.
  const hooks = JSON.stringify({ parentURL: import.meta.url, data: true });
  return `import("node:module").then(({ register }) => { register("tsx/esm", ${hooks}); return ${load}; })`;
}
