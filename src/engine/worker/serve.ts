/** The worker's side: offers tasks, in a browser's module worker or in one of Node's worker threads. */
import { isOurs, type FromWorker, type ToWorker } from "./protocol.ts";

export interface TaskContext {
  /** Tells the owner how far it is; any value that can be cloned. */
  progress(value: unknown): void;
  /** Aborted when the owner cancels; look at it between runs. */
  readonly signal: AbortSignal;
}

export type Task = (input: never, context: TaskContext) => unknown;

const moved = new WeakMap<object, readonly Transferable[]>();

/** Marks a result (or progress value) whose buffers are handed over instead of copied. */
export function transfer<T extends object>(value: T, buffers: readonly Transferable[]): T {
  moved.set(value, buffers);
  return value;
}

interface Port {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  listen(handler: (data: unknown) => void): void;
}

function openPort(): Port {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort;
  if (node)
    return {
      postMessage: (message, transfer) => node.postMessage(message, transfer as never),
      listen: (handler) => void node.on("message", handler),
    };
  const scope = globalThis as unknown as Worker;
  if (typeof scope.postMessage !== "function") throw new Error("serveTasks: this is not a worker");
  return {
    postMessage: (message, transfer = []) => scope.postMessage(message, transfer),
    // Never `onmessage =`: the runtime's threads load this very file and bring handlers of their own.
    listen: (handler) => scope.addEventListener("message", ({ data }) => handler(data)),
  };
}

const buffersOf = (value: unknown): Transferable[] =>
  typeof value === "object" && value !== null ? [...(moved.get(value) ?? [])] : [];

/** Offers the tasks to the worker's owner. Call it once, at the top of the worker's module. */
export function serveTasks(tasks: Readonly<Record<string, Task>>): void {
  const port = openPort();
  const running = new Map<number, AbortController>();

  const run = async (id: number, name: string, input: unknown): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const task = tasks[name];
      if (!task) throw new Error(`no task "${name}"; this worker has ${Object.keys(tasks).join(", ")}`);
      const progress = (value: unknown) => port.postMessage({ papertape: "progress", id, value }, buffersOf(value));
      const value = await task(input as never, { progress, signal: controller.signal });
      port.postMessage({ papertape: "result", id, value }, buffersOf(value));
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ papertape: "failure", id, name, message });
    } finally {
      running.delete(id);
    }
  };

  port.listen((data) => {
    if (!isOurs<ToWorker>(data, ["task", "cancel"])) return;
    if (data.papertape === "task") void run(data.id, data.name, data.input);
    else running.get(data.id)?.abort();
  });
  port.postMessage({ papertape: "ready", tasks: Object.keys(tasks) });
}
