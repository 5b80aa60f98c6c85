/** What a server or a worker does for readers: takes runs that they asked for, computes them in processes of their own, and says how they go. */
import type { RunEnd, RunStart } from "#library/catalogue";
import { LibraryError } from "#library/errors";
import type { Order, Progress, RunWork } from "#library/server-runs/server-runs";
import { thisProcess } from "#library/store/process";
import { registrationOf, type Experiment } from "#lab/kit/index";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "../settings.ts";
import { machineHere, versionsHere } from "./machine.ts";
import { Recorder } from "./recorder.ts";
import { executeFull, seenBefore, type FullEvent } from "./seeds/full.ts";
import type { DoneSeed } from "./seeds/kept.ts";
import { openSession } from "./seeds/session.ts";

export interface TakeSettings extends Pick<Settings, "dataDir" | "runCores"> {
  /** The experiment of a paper; a test has its own, with its program. */
  readonly load?: (slug: string) => Promise<Experiment | null>;
  readonly program?: string;
}

/** Milliseconds between two messages to the library, each of which is a sign of life and asks whether to go on. */
const pause = 1_000;
/** Tries to store the end, with a pause between them, before it is all given to another worker. */
const lastTries = 10;

/** Before jobs are started. */
export function takeRuns(work: RunWork, settings: TakeSettings): void {
  work.take((order, signal) => compute(work, order, signal, settings));
}

const shelf = async (slug: string) => (await import("#papers/registry")).loadExperiment(slug);

async function compute(
  work: RunWork,
  order: Order,
  signal: AbortSignal,
  { dataDir, runCores, load = shelf, program }: TakeSettings,
): Promise<void> {
  const experiment = await load(order.paper);
  if (experiment === null) return work.fail(order.id, `the worker's papertape has no experiment for ${order.paper}`);
  const folder = join(dataDir, "server-runs", order.id);
  const seeds = await openSeeds(order, experiment, { folder, workers: runCores, program });
  try {
    const attempt = await work.begin(beginning(order, seeds.registration));
    if (attempt !== null && !(await new Try(work, order, attempt, signal).run(seeds))) {
      // Seeds that are done are kept for the next try on this machine.
      signal.throwIfAborted();
      return;
    }
  } finally {
    seeds.close();
  }
  await rm(folder, { recursive: true, force: true });
}

interface Seeds {
  readonly registration: string | undefined;
  /** Done in an earlier try. */
  readonly kept: readonly DoneSeed[];
  run(signal: AbortSignal): AsyncGenerator<FullEvent, "finished" | "cancelled", void>;
  close(): void;
}

/** A quick run is short, and begins anew; of a full one, seeds that an earlier try on this machine has done are not computed again. */
async function openSeeds(
  { paper: slug, preset, seeds }: Order,
  experiment: Experiment,
  { folder, workers, program }: { readonly folder: string; readonly workers: number; readonly program?: string },
): Promise<Seeds> {
  if (preset === "full") {
    const command = `a run of ${slug} on the server`;
    const how = { anew: false, recording: false, inBackground: true } as const;
    const session = await openSession({ dataDir: folder, slug, experiment, seeds, workers, command, program, ...how });
    const { conditions, kept, run, close } = session;
    return { registration: conditions.registration ?? undefined, kept, run, close };
  }
  const registration = (await registrationOf(experiment))?.hash;
  const keep = async () => {};
  const run = (signal: AbortSignal) =>
    executeFull({ slug, preset, seeds, kept: [], keep, workers, signal, program, inBackground: true });
  return { registration, kept: [], run, close: () => {} };
}

const beginning = ({ id, paper, preset, seeds }: Order, registration: string | undefined): RunStart => ({
  ...{ id, paper, preset, seeds, registration },
  device: "cpu",
  threads: 1,
  versions: versionsHere(),
  machine: machineHere(),
  origin: "server",
  startedAt: new Date().toISOString(),
  process: thisProcess(),
});

/** One try of a run. */
class Try {
  readonly #work: RunWork;
  readonly #order: Order;
  readonly #attempt: number;
  readonly #signal: AbortSignal;
  readonly #recorder: Recorder;
  #progress: Progress = { fraction: 0, doing: "" };
  /** Aborted when nobody wants it any more: somebody has cancelled it, or it is another worker's. */
  readonly #unwanted = new AbortController();
  #lost = false;

  constructor(work: RunWork, order: Order, attempt: number, signal: AbortSignal) {
    [this.#work, this.#order, this.#attempt, this.#signal] = [work, order, attempt, signal];
    this.#recorder = new Recorder(beginning(order, undefined));
  }

  /** Whether the run has ended, here or elsewhere; false: this process stops, and another goes on. */
  async run({ kept, run }: Seeds): Promise<boolean> {
    for (const event of seenBefore(kept)) this.#recorder.add(event);
    const computed = new AbortController();
    const telling = this.#tell(computed.signal);
    let end: RunEnd;
    try {
      const state = await this.#see(run(AbortSignal.any([this.#signal, this.#unwanted.signal])));
      end = { state, finishedAt: new Date().toISOString(), error: null };
    } catch (error) {
      const message = (error instanceof Error && error.message) || String(error);
      end = { state: "failed", finishedAt: new Date().toISOString(), error: message };
    } finally {
      computed.abort();
      await telling;
    }
    if (this.#lost) return true;
    if (end.state === "cancelled" && !this.#unwanted.signal.aborted) {
      await this.#work.release(this.#order.id, this.#attempt);
      return false;
    }
    await this.#end(end);
    return true;
  }

  async #see(events: AsyncGenerator<FullEvent, "finished" | "cancelled", void>): Promise<"finished" | "cancelled"> {
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value;
      if (value.type === "progress") this.#progress = { fraction: value.fraction, doing: value.text };
      else if (value.type !== "seed") this.#recorder.add(value);
    }
  }

  /** Says once a second what was seen, until it is computed. What cannot be stored now, goes first next time. */
  async #tell(computed: AbortSignal): Promise<void> {
    while (!computed.aborted) {
      await sleep(pause, undefined, { signal: computed }).catch(() => {});
      await this.#flush().catch((error: unknown) => {
        if (endedElsewhere(error)) this.#leave();
      });
    }
  }

  #flush = () =>
    this.#recorder.flush({
      appendRun: async (id, batch) => {
        const { cancelling } = await this.#work.append(id, this.#attempt, batch, this.#progress);
        if (cancelling) this.#unwanted.abort();
      },
    });

  #leave(): void {
    this.#lost = true;
    this.#unwanted.abort();
  }

  /** @throws what kept the end from being stored; the run is then computed again. */
  async #end(end: RunEnd): Promise<void> {
    for (let left = lastTries; ; left--)
      try {
        await this.#flush();
        return await this.#work.finish(this.#order.id, this.#attempt, end);
      } catch (error) {
        if (endedElsewhere(error)) return;
        if (left === 0 || this.#signal.aborted) throw error;
        await sleep(pause);
      }
  }
}

const endedElsewhere = (error: unknown): boolean => error instanceof LibraryError && error.code === "RUN_ENDED";
