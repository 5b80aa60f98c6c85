/** The owner's side: runs tasks in a worker, with progress, cancellation, and an error instead of a hang when it dies. */
import { isOurs, type FromWorker, type ToWorker } from "./protocol.ts";

/** A browser's Worker or a worker thread of Node. */
export interface WorkerLike {
  postMessage(message: unknown, transfer?: never): void;
  terminate(): unknown;
  // Both kinds type their handlers by the event's name.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  addEventListener?(type: string, handler: (event: any) => void): void;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  on?(type: string, handler: (value: any) => void): unknown;
}

export interface RunOptions<P> {
  readonly onProgress?: (value: P) => void;
  readonly signal?: AbortSignal;
  /** Buffers of the input that are handed over instead of copied. */
  readonly transfer?: readonly Transferable[];
}

interface Pending {
  readonly name: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress?: (value: never) => void;
}

/** What a cancelled task is given to stop by itself before its worker is ended, in milliseconds. */
const patience = 2000;

export class TaskWorker {
  private readonly worker: WorkerLike;
  private readonly pending = new Map<number, Pending>();
  private started = 0;
  /** Why the worker can do nothing more. */
  private ended: Error | null = null;

  constructor(worker: WorkerLike) {
    this.worker = worker;
    const hear = (data: unknown) => this.hear(data);
    const die = (why: string) => this.die(new Error(why));
    if (worker.on) {
      worker.on("message", hear);
      worker.on("error", (error: Error) => die(`the worker crashed: ${error.message}`));
      worker.on("messageerror", () => die("the worker sent what cannot be read"));
      worker.on("exit", (code: number) => die(`the worker ended with exit code ${code}`));
    } else {
      worker.addEventListener!("message", ({ data }: MessageEvent) => hear(data));
      worker.addEventListener!("error", (event: ErrorEvent) =>
        die(`the worker crashed: ${event.message ?? "its script did not load"}`),
      );
      worker.addEventListener!("messageerror", () => die("the worker sent what cannot be read"));
    }
  }

  /** Runs one of the worker's tasks. Rejects with an AbortError when cancelled, and when the worker fails or dies. */
  run<R, P = unknown>(
    name: string,
    input: unknown,
    { onProgress, signal, transfer = [] }: RunOptions<P> = {},
  ): Promise<R> {
    if (this.ended) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(aborted(name));
    const id = ++this.started;
    return new Promise<R>((resolve, reject) => {
      const cancel = () => this.cancel(id);
      const settle =
        <A>(then: (value: A) => void) =>
        (value: A) => {
          signal?.removeEventListener("abort", cancel);
          then(value);
        };
      this.pending.set(id, {
        name,
        resolve: settle(resolve as (value: unknown) => void),
        reject: settle(reject),
        onProgress,
      });
      signal?.addEventListener("abort", cancel);
      try {
        this.worker.postMessage({ papertape: "task", id, name, input } satisfies ToWorker, [...transfer] as never);
      } catch (error) {
        this.finish(id)?.reject(error as Error);
      }
    });
  }

  /** Ends the worker at once, which also gives its memory back. Tasks under way reject. */
  terminate(): void {
    this.die(new Error("the worker was terminated"));
    void this.worker.terminate();
  }

  private cancel(id: number): void {
    const task = this.pending.get(id);
    if (!task) return;
    this.worker.postMessage({ papertape: "cancel", id } satisfies ToWorker);
    const timer = setTimeout(() => {
      if (!this.pending.has(id)) return;
      this.finish(id)?.reject(aborted(task.name));
      this.terminate();
    }, patience);
    // In Node a pending timer would keep the process alive.
    (timer as { unref?: () => void }).unref?.();
  }

  private finish(id: number): Pending | undefined {
    const task = this.pending.get(id);
    this.pending.delete(id);
    return task;
  }

  private hear(data: unknown): void {
    if (!isOurs<FromWorker>(data, ["progress", "result", "failure"])) return;
    if (data.papertape === "ready") return;
    if (data.papertape === "progress") this.pending.get(data.id)?.onProgress?.(data.value as never);
    else if (data.papertape === "result") this.finish(data.id)?.resolve(data.value);
    else this.finish(data.id)?.reject(Object.assign(new Error(data.message), { name: data.name }));
  }

  private die(why: Error): void {
    this.ended ??= why;
    for (const id of [...this.pending.keys()]) {
      const task = this.finish(id)!;
      task.reject(new Error(`task "${task.name}" did not finish: ${why.message}`));
    }
  }
}

const aborted = (name: string): Error => new DOMException(`task "${name}" was cancelled`, "AbortError");
