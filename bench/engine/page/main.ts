/** The page's side of the browser peer: one worker, asked by name, and as many as there are cores that only calculate. */
import { TaskWorker } from "../../../src/engine/index.ts";

const worker = new TaskWorker(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));

/** Milliseconds of `rounds` rounds in each of two threads at once. */
async function calculate(module: number[], rounds: number): Promise<number> {
  const times = [0, 1].map(
    () =>
      new Promise<number>((resolve, reject) => {
        const thread = new Worker(new URL("./arithmetic-worker.ts", import.meta.url), { type: "module" });
        thread.onmessage = ({ data }) => {
          thread.terminate();
          resolve(data as number);
        };
        thread.onerror = ({ message }) => reject(new Error(message));
        thread.postMessage([Uint8Array.from(module), rounds]);
      }),
  );
  return Math.max(...(await Promise.all(times)));
}

Object.assign(window, { calculate, runTask: (name: string, input: unknown) => worker.run(name, input) });
