/** Seeds side by side, each in a process of its own: one that runs out of memory takes no other with it, and all of its memory returns. */
import type { LabEvent, PresetName } from "#lab/kit/index";
import { fork, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "../../failure.ts";
import { root } from "../../version.ts";
import type { SeedJob, SeedMessage } from "./protocol.ts";

export interface PoolOptions {
  readonly slug: string;
  readonly preset: PresetName;
  readonly seeds: readonly number[];
  /** Processes at once, one thread each. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Path of the program that serves a seed; a test has its own. */
  readonly program?: string;
  /** Whether everything else of this machine goes first. */
  readonly inBackground?: boolean;
}

/** One thing that a seed saw, or its end. */
export type PoolEvent =
  | { readonly seed: number; readonly event: LabEvent }
  | { readonly seed: number; readonly done: { readonly startedAt: string; readonly finishedAt: string } };

const shelfProgram = join(import.meta.dirname, "process.ts");
/** Lets Node read TypeScript, as in bin/papertape.js. */
const typescript = pathToFileURL(join(root, "bin", "typescript.js")).href;

type Item = PoolEvent | { readonly failed: Error };

/**
 * Yields what the seeds see as they see it; they start in their order. Returns "cancelled" if the signal stopped it. However it
 * ends, no process of it is left.
 * @throws Failure naming the seed when one fails or its process dies; the others are stopped.
 */
export async function* runSeeds({
  slug,
  preset,
  seeds,
  workers,
  signal,
  program = shelfProgram,
  inBackground = false,
}: PoolOptions): AsyncGenerator<PoolEvent, "finished" | "cancelled", void> {
  const waiting = [...seeds];
  const running = new Map<ChildProcess, Promise<void>>();
  const items: Item[] = [];
  let wake = () => {};
  const tell = (item: Item) => {
    items.push(item);
    wake();
  };
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);

  const start = (seed: number) => {
    const startedAt = new Date().toISOString();
    const child = fork(program, [], {
      cwd: root,
      execArgv: ["--import", typescript],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    if (inBackground) giveWay(child);
    let said = "";
    let ended = false;
    child.stderr!.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
    child.on("message", (message: SeedMessage) => {
      if (message.type === "events") for (const event of message.events) tell({ seed, event });
      else if (message.type === "done") {
        ended = true;
        tell({ seed, done: { startedAt, finishedAt: new Date().toISOString() } });
        child.disconnect();
      } else {
        ended = true;
        tell({ failed: seedFailure(seed, message.message, message.stack) });
        child.disconnect();
      }
    });
    const gone = new Promise<void>((resolve) => {
      const leave = (error: Error | null, how: string) => {
        running.delete(child);
        if (!ended) tell({ failed: error ?? seedFailure(seed, `its process ${how}`, said.trim() || null) });
        ended = true;
        resolve();
        wake();
      };
      child.on("error", (error) => leave(seedFailure(seed, error.message, null), ""));
      child.on("exit", (code, by) => leave(null, by === null ? `ended with code ${code}` : `was ended by ${by}`));
    });
    running.set(child, gone);
    child.send({ slug, preset, seed } satisfies SeedJob, (error) => {
      // It is gone before it was asked; its end says why.
      if (error) child.kill("SIGKILL");
    });
  };

  try {
    for (;;) {
      if (signal.aborted) return "cancelled";
      while (running.size < workers && waiting.length > 0) start(waiting.shift()!);
      const item = items.shift();
      if (item === undefined) {
        if (running.size === 0) return "finished";
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (items.length > 0 || signal.aborted) resolve();
        });
      } else if ("failed" in item) throw item.failed;
      else yield item;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Half a seed is worth nothing, so there is nothing to wait for.
    for (const child of running.keys()) child.kill("SIGKILL");
    await Promise.all(running.values());
  }
}

/** As `nice -n 10` does. Where the system does not let us, it computes as it is. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or its priority is not ours to set.
  }
}

function seedFailure(seed: number, message: string, stack: string | null): Failure {
  const cause = new Error(message);
  if (stack !== null) cause.stack = stack;
  return new Failure(`seed ${seed}: ${message}`, { cause });
}
