/** The process of one seed: it is told what to compute, says what it sees, and ends when nobody listens any more. */
import { execute, type Experiment, type LabEvent } from "#lab/kit/index";
import { setImmediate as breathe } from "node:timers/promises";
import type { SeedJob, SeedMessage } from "./protocol.ts";

/** Milliseconds between two messages. */
const pause = 100;

/**
 * Waits for its job, does it on one thread, and stays until the run lets go.
 * @param load the experiment of a paper; null where there is none.
 */
export function serveSeed(load: (slug: string) => Promise<Experiment | null>): void {
  // A Ctrl-C reaches every process of the terminal; the run decides what it means.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  // The run has ended, or was killed: nobody would keep what is found here.
  process.on("disconnect", () => process.exit());
  process.once("message", (job: SeedJob) => void compute(job, load));
}

const say = (message: SeedMessage): void => void process.send?.(message);

async function compute(
  { slug, preset, seed }: SeedJob,
  load: (slug: string) => Promise<Experiment | null>,
): Promise<void> {
  let batch: LabEvent[] = [];
  let sentAt = -Infinity;
  const flush = () => {
    if (batch.length > 0) say({ type: "events", events: batch });
    batch = [];
    sentAt = performance.now();
  };
  try {
    const experiment = await load(slug);
    if (experiment === null) throw new Error(`${slug} has no experiment`);
    for await (const event of execute(experiment, { preset, seeds: [seed], device: "cpu", threads: 1 })) {
      batch.push(event);
      if (performance.now() - sentAt >= pause) flush();
      await breathe();
    }
    flush();
    say({ type: "done" });
  } catch (error) {
    flush();
    const [message, stack] = error instanceof Error ? [error.message, error.stack ?? null] : [String(error), null];
    say({ type: "failed", message, stack });
  }
}
