/** `papertape record`: makes the results that ship, paper after paper, without anybody beside it. */
import { seedsOf, type Experiment } from "#lab/kit/index";
import { count } from "#library/words/count";
import { command, type Io } from "../command.ts";
import { exitCodes, explain, Failure, UsageError } from "../failure.ts";
import { paperOnShelf } from "../find-paper.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { describeKept, secondsSpent, showSeed, writeRecording } from "../run/seeds/describe.ts";
import { openSession } from "../run/seeds/session.ts";
import { readWorkers } from "../run/threads.ts";
import { readSettings } from "../settings.ts";
import { createProgress } from "../terminal/progress.ts";

export default command({
  name: "record",
  details: [
    "Runs the full preset of one paper, or with --missing of every paper without results or with results of an older plan, one after the other. Each paper's results.json is written when all of its seeds are done; nothing enters the ledger of this installation before papertape starts anew with these results.",
    "It runs unattended: a paper that fails is named at the end, and the next one begins. Seeds that are done are kept, so the same command goes on where it was stopped or killed. At the end it says what is still missing, and exits with 1 if anything is.",
  ],
  args: {
    slug: { type: "positional", required: false, description: "this paper, recorded or not" },
    missing: { type: "boolean", description: "every paper without results, or with results of an older plan" },
    workers: { type: "string", valueHint: "n", description: "so many seeds side by side (default: all cores)" },
    anew: { type: "boolean", description: "compute every seed again, whatever is kept" },
  },
  examples: [
    { line: "record layer-norm", does: "one paper" },
    { line: "record --missing", does: "whatever has no results yet; may take hours" },
    { line: "record --missing --workers 1", does: "one seed at a time, where other programs run as well" },
  ],
  async run({ slug, missing, workers, anew }, io) {
    if ((slug === undefined) === (missing !== true))
      throw new UsageError("name a paper, or ask for every one that needs it with --missing");
    const cores = readWorkers(workers);
    const { dataDir } = readSettings();
    const wanted = slug === undefined ? await unrecorded() : [await named(slug)];
    if (wanted.length === 0) {
      io.out.line("every paper that runs has results of its present plan");
      return exitCodes.ok;
    }
    if (slug === undefined) for (const { slug, why } of wanted) io.err.line(`${slug}: ${why}`);
    const interrupt = listenForInterrupt(() =>
      io.err.line("\nstopping; seeds that are done are kept, and the same command goes on from here"),
    );
    const left = new Map(wanted.map(({ slug, why }) => [slug, why]));
    try {
      for (const { slug, experiment } of wanted) {
        if (interrupt.signal.aborted) break;
        try {
          const finished = await recordPaper(
            slug,
            experiment,
            { dataDir, cores, anew: anew === true },
            interrupt.signal,
            io,
          );
          if (finished) left.delete(slug);
        } catch (error) {
          const [reason] = explain(error).lines;
          left.set(slug, reason);
          io.err.line(`${slug}: ${reason}`);
        }
      }
    } finally {
      interrupt.release();
    }
    const done = wanted.filter(({ slug }) => !left.has(slug)).map(({ slug }) => slug);
    if (done.length > 0) io.out.line(`recorded: ${done.join(", ")}`);
    if (left.size === 0) return exitCodes.ok;
    io.out.line(`still missing, ${count(left.size, "paper")}:`);
    for (const [slug, why] of left) io.out.line(`  ${slug}: ${why}`);
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failure;
  },
});

interface Wanted {
  readonly slug: string;
  readonly experiment: Experiment;
  readonly why: string;
}

async function named(slug: string): Promise<Wanted> {
  await paperOnShelf(slug);
  const { loadExperiment } = await import("#papers/registry");
  const experiment = await loadExperiment(slug);
  if (experiment === null)
    throw new Failure(`${slug} has no experiment yet; \`papertape papers\` says which papers do`);
  return { slug, experiment, why: "not finished" };
}

/** Papers that run and have no results of their present plan. */
async function unrecorded(): Promise<Wanted[]> {
  const { loadExperiment, committedRuns, slugsWithExperiment } = await import("#papers/registry");
  const { recordingState } = await import("#papers/recording");
  const all = await Promise.all(
    [...slugsWithExperiment].sort().map(async (slug): Promise<Wanted | null> => {
      const experiment = (await loadExperiment(slug))!;
      const state = await recordingState(experiment, await committedRuns(slug));
      if (state === "recorded") return null;
      return { slug, experiment, why: state === "not recorded" ? "not recorded yet" : "recorded under an older plan" };
    }),
  );
  return all.filter((wanted) => wanted !== null);
}

/** Returns whether it was finished; false: it was stopped. */
async function recordPaper(
  slug: string,
  experiment: Experiment,
  { dataDir, cores, anew }: { dataDir: string; cores: number; anew: boolean },
  signal: AbortSignal,
  { err }: Io,
): Promise<boolean> {
  const seeds = seedsOf(experiment, "full");
  const session = await openSession({
    dataDir,
    slug,
    experiment,
    seeds,
    workers: cores,
    anew,
    recording: true,
    command: "papertape record",
  });
  try {
    describeKept(session, seeds.length, err);
    const progress = createProgress(err, {
      title: slug,
      expected: experiment.presets.full.seconds.node,
      spent: secondsSpent(session.kept, cores),
    });
    const events = session.run(signal);
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done && value === "cancelled") return false;
        if (done) break;
        showSeed(value, progress);
      }
    } finally {
      progress.end();
      await events.return("cancelled");
    }
    await writeRecording(slug, session, err);
    return true;
  } finally {
    session.close();
  }
}
