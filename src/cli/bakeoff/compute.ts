/** Does a bake-off in this process and stores each unit as soon as it is done, so that a killed process loses one unit. */
import type { BakeoffEnd, Bakeoffs } from "#library/bakeoffs/bakeoffs";
import { executeBakeoff, type Bakeoff, type BakeoffEvent, type BakeoffRun } from "#bakeoffs/bakeoff";
import { setImmediate as breathe } from "node:timers/promises";

export interface BakeoffWork {
  readonly bakeoff: Bakeoff;
  /** As `begin` returned it: what it has done is not done again. */
  readonly run: BakeoffRun;
  readonly bakeoffs: Bakeoffs;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BakeoffEvent) => void;
}

/** @throws what a unit throws, after the run was ended as failed; what was done before stays. */
export async function computeBakeoff({ bakeoff, run, bakeoffs, signal, onEvent }: BakeoffWork): Promise<BakeoffRun> {
  const { preset, device, threads } = run;
  const done = new Set(run.units.map(({ key }) => key));
  const events = executeBakeoff(bakeoff, { preset, done, device, threads, signal });
  const end = async (state: BakeoffEnd["state"], error: string | null = null) =>
    bakeoffs.finish(run.id, { state, finishedAt: new Date().toISOString(), error });
  try {
    for (;;) {
      const { done: ended, value } = await events.next();
      if (ended) {
        await end(value);
        break;
      }
      if (value.type === "unit") await bakeoffs.addUnit(run.id, value.unit);
      onEvent(value);
      // Between two events the process breathes once, or a Ctrl-C would never be heard.
      await breathe();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await end("failed", reason.slice(0, 4000) || "unknown error").catch(() => {});
    throw error;
  }
  return (await bakeoffs.run(run.id))!;
}
