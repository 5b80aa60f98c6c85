/** Runs the engine's tasks in a module worker, for the test that drives this page. */
import { TaskWorker } from "#engine";

declare global {
  interface Window {
    /** Runs one task in a worker of its own, which ends afterwards. */
    runTask(name: string, input: unknown): Promise<unknown>;
    /** Starts a task and cancels it at its first sign of progress; the error's name. */
    cancelTask(name: string, input: unknown): Promise<string>;
  }
}

const start = () => new TaskWorker(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));

window.runTask = async (name, input) => {
  const worker = start();
  try {
    return await worker.run(name, input);
  } finally {
    worker.terminate();
  }
};

window.cancelTask = async (name, input) => {
  const worker = start();
  const controller = new AbortController();
  try {
    await worker.run(name, input, { signal: controller.signal, onProgress: () => controller.abort() });
    return "finished";
  } catch (error) {
    return (error as Error).name;
  } finally {
    worker.terminate();
  }
};
