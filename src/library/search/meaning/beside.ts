/** Trains an encoder in a process of its own, so that whoever answers readers goes on meanwhile, and memory returns whole. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LearningPaper } from "./corpus.ts";
import type { Judgement } from "./judge.ts";
import type { FromLearner, ToLearner } from "./protocol.ts";

export interface LearntBytes {
  /** Of `Encoder.toBytes`. */
  readonly encoder: Uint8Array;
  readonly judgement: Judgement;
}

export interface BesideOptions {
  /** How many papers come. */
  readonly papers: number;
  readonly checkpoint: string | null;
  /** Ends the process; the checkpoint stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number, doing: string) => void;
}

const program = join(import.meta.dirname, "process.ts");
/** Lets Node read TypeScript, as in bin/papertape.js. */
const typescript = pathToFileURL(join(import.meta.dirname, "../../../../bin/typescript.js")).href;

/** @throws the signal's reason where it ended the process; Error when the process failed. */
export async function learnBeside(
  batches: AsyncIterable<readonly LearningPaper[]>,
  { papers, checkpoint, signal, onProgress = () => {} }: BesideOptions,
): Promise<LearntBytes> {
  signal?.throwIfAborted();
  const child = fork(program, [], {
    execArgv: ["--import", typescript],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  const stop = () => void child.kill("SIGKILL");
  signal?.addEventListener("abort", stop);
  let said = "";
  child.stderr!.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  let end: Error | null = null;
  const learnt = new Promise<LearntBytes>((resolve, reject) => {
    child.on("message", (message: FromLearner) => {
      if (message.type === "progress") onProgress(message.share, message.doing);
      else if (message.type === "learnt") resolve(message);
      else reject(failure(message.message, message.stack));
    });
    child.on("error", reject);
    child.on("exit", (code, by) => {
      const how = by === null ? `ended with code ${code}` : `was ended by ${by}`;
      end = signal?.aborted ? (signal.reason as Error) : failure(`its process ${how}`, said.trim() || null);
      reject(end);
    });
  });
  // It may fail while papers are still on their way.
  learnt.catch(() => {});
  const tell = (message: ToLearner) =>
    new Promise<void>((resolve) => {
      // Where it is gone, `learnt` says why.
      if (child.connected) child.send(message, () => resolve());
      else resolve();
    });
  try {
    await tell({ type: "begin", papers, checkpoint });
    for await (const batch of batches) {
      if (end !== null) break;
      await tell({ type: "papers", papers: batch });
    }
    await tell({ type: "end" });
    return await learnt;
  } finally {
    signal?.removeEventListener("abort", stop);
    if (child.exitCode === null && child.signalCode === null) stop();
  }
}

function failure(message: string, stack: string | null): Error {
  const cause = new Error(message);
  if (stack !== null) cause.stack = stack;
  return new Error(`the encoder could not be trained: ${message}`, { cause });
}
