/** The `--threads` option of commands that compute. */
import { UsageError } from "../failure.ts";
import { threadsHere } from "./machine.ts";

/** All cores, unless told otherwise. */
export function readThreads(text: string | undefined): number {
  if (text === undefined) return threadsHere();
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > threadsHere())
    throw new UsageError(
      `invalid --threads: ${JSON.stringify(text)}; this machine has 1 to ${threadsHere()}, one for each core`,
    );
  return threads;
}
