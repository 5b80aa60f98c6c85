/** `papertape run --on server`: asks for a run, shows how it goes, and ends it where somebody presses Ctrl-C. */
import type { RunNews, RunStatus } from "#library/server-runs/server-runs";
import { count } from "#library/words/count";
import type { Experiment, Paper, PresetName } from "#lab/kit/index";
import type { Io } from "../command.ts";
import { exitCodes, Failure } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { withStore, type Store } from "../store.ts";
import { createProgress, type Progress } from "../terminal/progress.ts";
import { printable } from "../terminal/width.ts";
import { expectedSeconds, reportRun, showMeasurement } from "./show.ts";

interface Asked {
  readonly preset: PresetName;
  readonly seed: number | undefined;
  readonly json: boolean;
}

/** Returns the exit code. */
export const runOnServer = (paper: Paper, asked: Asked, io: Io): Promise<number> =>
  withStore(readSettings(), `papertape run ${paper.slug}`, async (store) => {
    const { loadExperiment } = await import("#papers/registry");
    const experiment = (await loadExperiment(paper.slug))!;
    return runWith(store, experiment, asked, io);
  });

/** The same with a store that is open. @param listen for Ctrl-C. */
export async function runWith(
  store: Pick<Store, "serverRuns" | "catalogue" | "address">,
  experiment: Experiment,
  { preset, seed, json }: Asked,
  io: Io,
  listen = listenForInterrupt,
): Promise<number> {
  const { slug } = experiment.paper;
  const { id, seeds } = await store.serverRuns.request({ paper: slug, preset, seed });
  io.err.line(`the server was asked for run ${id}`);
  const expected = expectedSeconds(experiment, preset, seeds.length);
  const progress = createProgress(io.err, { title: `${slug} ${preset}`, expected });
  const end = await followToEnd(id, store, new Shown(experiment.paper, progress), progress, listen).finally(() =>
    progress.end(),
  );
  if (end.startedAt === null) {
    if (end.state === "failed") throw new Failure(`the server could not compute it: ${end.error}`);
    io.err.line(`run ${id} was cancelled before it was begun`);
    return exitCodes.interrupted;
  }
  await reportRun(id, store, json, io);
  if (end.state === "failed") throw new Failure(`the experiment of ${slug} failed: ${end.error}`);
  return end.state === "finished" ? exitCodes.ok : exitCodes.interrupted;
}

/** Shows all of it. Ctrl-C asks the server to end the run, and its end is waited for. */
async function followToEnd(
  id: string,
  { serverRuns }: Pick<Store, "serverRuns">,
  shown: Shown,
  progress: Progress,
  listen: typeof listenForInterrupt,
): Promise<RunStatus> {
  const cut = new AbortController();
  let refused: unknown;
  const interrupt = listen(() => {
    progress.say("\ncancelling the run; Ctrl-C again leaves at once");
    serverRuns.cancel(id).catch((error: unknown) => {
      refused = error;
      cut.abort();
    });
  });
  try {
    for await (const news of serverRuns.follow(id, cut.signal)) shown.show(news);
    const end = await serverRuns.status(id);
    if (end === null) throw new Failure(`run ${id} is gone: somebody has deleted it`);
    // What ends just then is no longer to be cancelled.
    if (refused !== undefined && (end.state === "waiting" || end.state === "running")) throw refused;
    return end;
  } finally {
    interrupt.release();
  }
}

/** What was said already is not said again. */
class Shown {
  #standing = "";
  readonly #paper: Paper;
  readonly #progress: Progress;

  constructor(paper: Paper, progress: Progress) {
    [this.#paper, this.#progress] = [paper, progress];
  }

  show({ status, measurements, notes, restarted }: RunNews): void {
    const standing = standingOf(status);
    if (standing !== this.#standing) this.#progress.say(standing);
    this.#standing = standing;
    if (restarted) this.#progress.say("it began anew: what was measured before counts no more");
    for (const note of notes) this.#progress.say(`note: ${printable(note)}`);
    for (const measurement of measurements) showMeasurement(measurement, this.#paper, this.#progress);
    if (status.state === "running" && status.doing !== "") this.#progress.update(status.fraction, status.doing);
  }
}

function standingOf({ state, ahead, lost, cancelling }: RunStatus): string {
  if (cancelling) return "its worker was told to stop";
  if (state === "running") return "a worker computes it";
  if (state !== "waiting") return `the run is ${state}`;
  if (lost > 0) return "its worker died; it waits for another one";
  return ahead === 0 ? "it waits for a worker" : `it waits for a worker, behind ${count(ahead, "run")}`;
}
