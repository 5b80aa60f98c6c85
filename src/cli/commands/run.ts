/** `papertape run <slug>`: measures a paper's claims on this machine. */
import { thisProcess } from "#library/store/process";
import { formatEstimate } from "#library/words/time";
import { execute, registrationOf, seedsOf, type Paper, type RunRecord } from "#lab/kit/index";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { command, type Io } from "../command.ts";
import { exitCodes, explain, Failure, UsageError } from "../failure.ts";
import { paperOnShelf } from "../find-paper.ts";
import { compute, Unsaved } from "../run/compute.ts";
import { runOnServer } from "../run/on-server.ts";
import { expectedSeconds, reportRun, showEvent } from "../run/show.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { machineHere, versionsHere } from "../run/machine.ts";
import { readSeed } from "../run/seed.ts";
import { describeKept, secondsSpent, showSeed, writeRecording } from "../run/seeds/describe.ts";
import { seenBefore } from "../run/seeds/full.ts";
import { openSession } from "../run/seeds/session.ts";
import { readThreads, readWorkers } from "../run/threads.ts";
import { readSettings } from "../settings.ts";
import { openStore, type Store } from "../store.ts";
import { createProgress } from "../terminal/progress.ts";

export default command({
  name: "run",
  details: [
    "The quick preset shows in about a minute which way a claim points; one seed has no verdict. It runs in this process, on the CPU, with all cores unless told otherwise. What it measures is stored as it appears: Ctrl-C stops after the current step and keeps the run as cancelled (a second Ctrl-C leaves at once), and a killed process leaves it as interrupted.",
    "With --on server the server computes it (or, on a shared Postgres, any worker), and this command only shows how it goes: Ctrl-C cancels the run, and a killed command leaves it running.",
    "The full preset uses several seeds and has a verdict. Its seeds run side by side, each in a process of its own and on one thread. A seed that is done is kept: stopped or killed, the same command goes on with the seeds that are missing, as long as plan, code, versions and machine are the same.",
  ],
  args: {
    slug: { type: "positional", required: true, description: "the paper's short name, as `papertape papers` lists it" },
    preset: { type: "enum", options: ["quick", "full"], default: "quick", description: "how much work" },
    seed: { type: "string", valueHint: "n", description: "use this one seed instead of the preset's own" },
    threads: { type: "string", valueHint: "n", description: "quick: compute on so many cores (default: all)" },
    workers: { type: "string", valueHint: "n", description: "full: so many seeds side by side (default: all cores)" },
    anew: { type: "boolean", description: "full: compute every seed again, whatever is kept" },
    on: { type: "enum", options: ["here", "server"], default: "here", description: "who computes" },
    record: { type: "boolean", description: "write the run to the paper's results.json (full preset, all seeds)" },
    json: { type: "boolean", description: "print the run as JSON, as GET /api/runs/<id> answers it" },
  },
  examples: [
    { line: "run layer-norm", does: "the quick preset" },
    { line: "run layer-norm --seed 7", does: "the same with another seed" },
    { line: "run layer-norm --threads 1", does: "steadier times where other programs are busy" },
    { line: "run layer-norm --on server", does: "as a job of the server, followed from here" },
    { line: "run layer-norm --json > run.json", does: "for other programs; progress stays on the terminal" },
    { line: "run layer-norm --preset full --workers 2", does: "two seeds side by side; goes on where it was stopped" },
    { line: "run layer-norm --preset full --record", does: "the results that ship with the paper" },
  ],
  async run({ slug, preset, seed, on, threads, workers, anew, record, json }, io) {
    const paper = await paperOnShelf(slug);
    const { loadExperiment } = await import("#papers/registry");
    const seeds = seed === undefined ? null : [readSeed(seed)];
    const full = preset === "full";
    if (full && threads !== undefined)
      throw new UsageError(
        "--threads is for the quick preset; a full run takes one thread for each seed, see --workers",
      );
    if (!full && (workers !== undefined || anew))
      throw new UsageError(`${anew ? "--anew" : "--workers"} needs --preset full`);
    if (on === "server") {
      const own = { "--threads": threads, "--workers": workers, "--anew": anew, "--record": record };
      const [unfit] = Object.entries(own).find(([, value]) => value !== undefined && value !== false) ?? [];
      if (unfit !== undefined) throw new UsageError(`${unfit} is for runs on this machine; leave --on server away`);
      return runOnServer(paper, { preset, seed: seeds?.[0], json: json === true }, io);
    }
    const cores = full ? readWorkers(workers) : readThreads(threads);
    if (record && (preset !== "full" || seeds !== null))
      throw new UsageError("--record needs --preset full and all of its seeds: verdicts rest on these results");
    const experiment = await loadExperiment(slug);
    if (experiment === null)
      throw new Failure(`${slug} has no experiment yet; \`papertape papers\` says which papers do`);
    const settings = readSettings();
    const interrupt = listenForInterrupt(() =>
      io.err.line(
        full
          ? "\nstopping; seeds that are done are kept, and the same command goes on from here"
          : "\nstopping after this step; what was measured is kept (Ctrl-C again leaves at once)",
      ),
    );
    const name = `papertape run ${slug}`;
    const open = () => openStore(settings, name);
    const wanted = seeds ?? seedsOf(experiment, preset);
    const session = full
      ? await openSession({
          dataDir: settings.dataDir,
          slug,
          experiment,
          seeds: wanted,
          workers: cores,
          anew: anew === true,
          recording: record === true,
          command: name,
        })
      : null;
    let store: Store | null = null;
    try {
      if (session) describeKept(session, wanted.length, io.err);
      store = await open();
      const start = begin(paper, {
        preset,
        registration: session?.conditions.registration ?? (await registrationOf(experiment))?.hash,
        seeds: wanted,
        threads: full ? 1 : cores,
      });
      const progress = createProgress(io.err, {
        title: `${slug} ${preset}`,
        expected: expectedSeconds(experiment, preset, wanted.length),
        spent: session ? secondsSpent(session.kept, cores) : 0,
      });
      const { signal } = interrupt;
      const done = await compute({
        start,
        events:
          session?.run(signal) ?? execute(experiment, { preset, seeds: wanted, device: "cpu", threads: cores, signal }),
        before: seenBefore(session?.kept ?? []),
        store,
        reopen: open,
        onEvent: (event) => (full ? showSeed(event, progress) : showEvent(event, paper, progress)),
        onTrouble: (error) =>
          progress.say(`cannot store the run right now (${explain(error).lines[0]}); it is kept here until the end`),
      }).finally(() => progress.end());
      store = done.store;
      await reportRun(done.record.id, store, json === true, io);
      if (done.failure !== undefined) throw asFailure(done.failure, slug);
      if (done.record.state === "cancelled") return exitCodes.interrupted;
      if (record) await writeRecording(slug, session!, io.err);
    } catch (error) {
      if (error instanceof Unsaved) await rescue(error, io);
      throw error;
    } finally {
      interrupt.release();
      session?.close();
      await store?.close();
    }
  },
});

const begin = ({ slug }: Paper, how: Pick<RunRecord, "preset" | "registration" | "seeds" | "threads">) => ({
  id: randomUUID(),
  paper: slug,
  ...how,
  device: "cpu" as const,
  versions: versionsHere(),
  machine: machineHere(),
  origin: "cli" as const,
  startedAt: new Date().toISOString(),
  process: thisProcess(),
});

const asFailure = (error: unknown, slug: string): Failure =>
  new Failure(`the experiment of ${slug} failed: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });

/** The last resort: a run that no store took becomes a file. */
async function rescue({ record }: Unsaved, { err }: Io): Promise<void> {
  const path = resolve(`papertape-run-${record.id}.json`);
  await writeFile(path, `${JSON.stringify(record)}\n`);
  err.line(
    `the run, ${formatEstimate((Date.parse(record.finishedAt!) - Date.parse(record.startedAt)) / 1000)} of work, is in ${path}`,
  );
}
