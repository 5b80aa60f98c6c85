/** Computes a run and keeps the catalogue informed. The experiment rests while a batch is on its way, so that saving never falls into what it times. */
import type { RunEnd, RunStart } from "#library/catalogue";
import type { LabEvent, RunRecord } from "#lab/kit/index";
import { setImmediate as breathe } from "node:timers/promises";
import { Failure } from "../failure.ts";
import type { Store } from "../store.ts";
import { Recorder } from "./recorder.ts";
import type { FullEvent } from "./seeds/full.ts";

export interface Work {
  readonly start: RunStart;
  /** What the run sees: `execute` in this process, `executeFull` in others. */
  readonly events: AsyncGenerator<FullEvent, "finished" | "cancelled", void>;
  /** What it saw before it was stopped the last time. */
  readonly before?: readonly LabEvent[];
  readonly store: Store;
  /** Opens the store anew, in case the server that held it has left. */
  readonly reopen: () => Promise<Store>;
  readonly onEvent: (event: FullEvent) => void;
  /** Told once when the catalogue stops taking what is measured; the run goes on. */
  readonly onTrouble: (error: unknown) => void;
}

export interface Computed {
  readonly record: RunRecord;
  /** Where the run was stored in the end: `work.store`, or the one it had to be opened anew as. */
  readonly store: Store;
  /** What the experiment threw, if it failed. */
  readonly failure: unknown;
}

/** A run that was computed but could not be stored. */
export class Unsaved extends Failure {
  readonly record: RunRecord;

  constructor(message: string, record: RunRecord, cause: unknown) {
    super(message, { cause });
    this.record = record;
  }
}

/**
 * Between two events the process breathes once, or an experiment that only computes would never let a Ctrl-C in.
 * @throws Unsaved with the whole record when the catalogue cannot be reached at the end.
 */
export async function compute({
  start,
  events,
  before = [],
  store,
  reopen,
  onEvent,
  onTrouble,
}: Work): Promise<Computed> {
  await store.catalogue.startRun(start);
  const recorder = new Recorder(start);
  for (const event of before) recorder.add(event);
  let troubled = false;
  let state: RunEnd["state"] = "failed";
  let failure: unknown;
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) {
        state = value;
        break;
      }
      if (value.type !== "seed") recorder.add(value);
      onEvent(value);
      await breathe();
      if (!recorder.due) continue;
      await recorder.flush(store.catalogue).catch((error: unknown) => {
        if (!troubled) onTrouble(error);
        troubled = true;
      });
    }
  } catch (error) {
    failure = error;
  } finally {
    await events.return("cancelled").catch(() => {});
  }
  const end: RunEnd = {
    state,
    finishedAt: new Date().toISOString(),
    error:
      state === "failed" ? (failure instanceof Error ? failure.message : String(failure)) || "unknown error" : null,
  };
  return { record: recorder.record(end), store: await finish(recorder, end, store, reopen), failure };
}

/** Ends the run, if need be in a store opened anew: a server that was restarted, or the database it left behind. */
async function finish(recorder: Recorder, end: RunEnd, store: Store, reopen: () => Promise<Store>): Promise<Store> {
  try {
    await recorder.finish(store.catalogue, end);
    return store;
  } catch (error) {
    let latest = error;
    if (store.address !== null)
      try {
        const next = await reopen();
        await recorder.finish(next.catalogue, end);
        return next;
      } catch (again) {
        latest = again;
      }
    const reason = latest instanceof Error ? latest.message : String(latest);
    throw new Unsaved(`the run could not be stored: ${reason}`, recorder.record(end), latest);
  }
}
