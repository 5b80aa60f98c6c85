/** Starts and ends the second processes of child.ts, and listens to them. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Child {
  readonly pid: number;
  /** The next thing it says. */
  next(): Promise<Record<string, unknown>>;
  tell(word: string): void;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** @param within a command that starts it in surroundings of its own. */
export function startChild(
  task: "hold" | "race" | "feed" | "ingest" | "restore" | "move" | "alert",
  folder: string,
  within: readonly string[] = [],
): Child {
  const program = join(import.meta.dirname, "child.ts");
  const [command, ...args] = [...within, process.execPath, "--import", "tsx", program, task, folder];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid!,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the child (${task}) ended without a word`);
      return JSON.parse(value as string) as Record<string, unknown>;
    },
    tell: (word) => void child.stdin.write(`${word}\n`),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** For `afterEach`: nothing outlives its test. */
export async function killChildren(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }),
  );
}
