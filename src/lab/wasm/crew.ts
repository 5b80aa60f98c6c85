/** Threads that run a function of one module side by side, each over its part of one shared memory. */

export interface Crew {
  /** How many run, the caller among them. */
  readonly size: number;
  /** Runs the function once per list of four integers, at most `size` of them, the first by the caller; returns when all are done. */
  run(name: string, calls: readonly (readonly number[])[]): void;
  release(): Promise<void>;
}

/** Whether memory can be shared here: a page has to be isolated from others for it. */
export const canShare = (): boolean => typeof SharedArrayBuffer !== "undefined";

/** Processors of this machine, as far as the runtime tells. */
export const processors = (): number =>
  globalThis.process?.getBuiltinModule?.("node:os").availableParallelism() ??
  globalThis.navigator?.hardwareConcurrency ??
  1;

interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** Starts one thread and waits until it listens. */
async function start(message: object): Promise<Thread> {
  const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (threads) {
    const worker = new threads.Worker(new URL("./worker.js", import.meta.url));
    await new Promise((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
      worker.postMessage(message);
    });
    return worker;
  }
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  await new Promise((resolve, reject) => {
    worker.addEventListener("message", resolve, { once: true });
    worker.addEventListener("error", ({ message }) => reject(new Error(`a thread did not start: ${message}`)));
    worker.postMessage(message);
  });
  return worker;
}

/**
 * Starts a crew. Its `run` blocks its thread, so it is not for the main thread of a page.
 * @param module imports the memory, which has to be a shared one; `names` are the functions that may be run.
 */
export async function openCrew(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  names: readonly string[],
  size: number,
): Promise<Crew> {
  /** How often it was called, threads that are not done, the function, how many threads have a part of it, and what they are to work on. */
  const control = new Int32Array(new SharedArrayBuffer(4 * (4 + 4 * size)));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const own = (name: string, call: readonly number[]) => (exports[name] as (...args: number[]) => void)(...call);
  const started = Array.from({ length: size - 1 }, (_, index) => start({ module, memory, control, index, names }));
  const settled = await Promise.allSettled(started);
  const threads = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const release = async () => void (await Promise.all(threads.map((thread) => thread.terminate())));
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) {
    await release();
    throw failed.reason;
  }
  return {
    size,
    release,
    run(name, [first, ...others]) {
      for (const [index, call] of others.entries()) control.set(call, 4 + 4 * index);
      control[2] = names.indexOf(name);
      control[3] = others.length;
      Atomics.store(control, 1, threads.length);
      Atomics.add(control, 0, 1);
      Atomics.notify(control, 0);
      own(name, first);
      for (let left = Atomics.load(control, 1); left > 0; left = Atomics.load(control, 1))
        Atomics.wait(control, 1, left);
    },
  };
}
