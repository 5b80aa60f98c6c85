/** How many cores a command computes on: `--threads` of one model, `--workers` of seeds side by side. */
import { UsageError } from "../failure.ts";
import { threadsHere } from "./machine.ts";

/** All cores, unless told otherwise. */
export const readThreads = (text: string | undefined): number => readCores("--threads", text);

/** As many as there are cores, unless told otherwise. */
export const readWorkers = (text: string | undefined): number => readCores("--workers", text);

function readCores(option: string, text: string | undefined): number {
  if (text === undefined) return threadsHere();
  const cores = Number(text);
  if (!/^\d+$/.test(text) || cores < 1 || cores > threadsHere())
    throw new UsageError(
      `invalid ${option}: ${JSON.stringify(text)}; this machine has 1 to ${threadsHere()}, one for each core`,
    );
  return cores;
}
