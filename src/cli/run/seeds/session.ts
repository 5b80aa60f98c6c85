/** A full run of one paper on this machine: what is kept of it, what is missing, and the recording that it becomes. */
import { acquireLock } from "#library/store/lock";
import { changesBetween, registrationOf, type Experiment, type Registration } from "#lab/kit/index";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../failure.ts";
import { root } from "../../version.ts";
import { machineHere, versionsHere } from "../machine.ts";
import type { Results } from "#library/runs/results";
import { assembleRun } from "../results.ts";
import { executeFull, type FullEvent } from "./full.ts";
import { begunRecording, beginRecording, folderOf, KeptSeeds, type Conditions, type DoneSeed } from "./kept.ts";
import { sourceHash } from "./source.ts";

export interface SessionOptions {
  readonly dataDir: string;
  readonly slug: string;
  readonly experiment: Experiment;
  readonly seeds: readonly number[];
  readonly workers: number;
  /** Forget what is kept and begin anew. */
  readonly anew: boolean;
  /** Whether the run becomes the paper's results: its plan must not change half way. */
  readonly recording: boolean;
  /** For whoever finds the seeds in use: "papertape run layer-norm". */
  readonly command: string;
  /** See `PoolOptions`. */
  readonly program?: string;
  readonly inBackground?: boolean;
  /** What computes the seeds, if not the paper's experiment on the shelf. */
  readonly source?: string;
}

export interface Session {
  readonly conditions: Conditions;
  /** Done before this session. */
  readonly kept: readonly DoneSeed[];
  /** Why kept seeds are computed again, as sentences without a full stop. */
  readonly remarks: readonly string[];
  /** Computes what is missing, once. */
  run(signal: AbortSignal): AsyncGenerator<FullEvent, "finished" | "cancelled", void>;
  /** What ships. @throws Failure while seeds are missing. */
  results(): Results;
  /** The results are written; nothing of this has to be kept. */
  forget(): Promise<void>;
  /** Lets another process at the kept seeds. */
  close(): void;
}

/** @throws LibraryError LOCKED while another process computes this paper; Failure while arms are not tuned, and when the plan changed half way of a recording. */
export async function openSession({
  dataDir,
  slug,
  experiment,
  seeds,
  workers,
  anew,
  recording,
  command,
  program,
  inBackground,
  source = sourceHash(join(root, "src", "papers", slug, "experiment", "index.ts")),
}: SessionOptions): Promise<Session> {
  const folder = folderOf(dataDir, slug);
  mkdirSync(folder, { recursive: true });
  const lock = await acquireLock(folder, { command });
  try {
    if (experiment.plan?.untuned)
      throw new Failure(
        `the arms of ${slug} are not tuned yet, so a full run, which has a verdict, would compare nothing; run src/papers/${slug}/experiment/tuning.ts with npx tsx first, or the quick preset`,
      );
    const registration = await registrationOf(experiment);
    const conditions: Conditions = {
      registration: registration?.hash ?? null,
      source,
      device: "cpu",
      threads: 1,
      versions: versionsHere(),
      machine: machineHere(),
    };
    const store = new KeptSeeds(dataDir, slug, conditions);
    if (anew) await store.forget();
    if (recording) await begin(dataDir, slug, registration);
    const { kept, remarks } = await store.read(seeds);
    const done = [...kept];
    const keep = async (seed: DoneSeed) => {
      await store.keep(seed);
      done.push(seed);
    };
    return {
      conditions,
      kept,
      remarks,
      run: (signal) => executeFull({ slug, preset: "full", seeds, kept, keep, workers, signal, program, inBackground }),
      results() {
        const missing = seeds.filter((seed) => !done.some((kept) => kept.seed === seed));
        if (missing.length > 0) throw new Failure(`${slug} is not recorded: seeds ${missing.join(", ")} are missing`);
        return { registration: registration!, runs: [assembleRun(slug, conditions, done)] };
      },
      forget: () => store.forget(),
      close: () => lock.release(),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** @throws Failure: a recording stands for one plan, from its first seed to its last. */
async function begin(dataDir: string, slug: string, registration: Registration | null): Promise<void> {
  if (registration === null)
    throw new Failure(
      `the experiment of ${slug} has no plan, so nothing can be recorded; say in its \`plan\` how many seeds and why (src/papers/README.md)`,
    );
  const begun = await begunRecording(dataDir, slug);
  if (begun !== null && begun.hash !== registration.hash)
    throw new Failure(
      [
        `the plan of ${slug} changed while it was being recorded:`,
        ...changesBetween(begun, registration).map((change) => `  ${change}`),
        "Restore it as it was, or begin anew with --anew: a recording stands for one plan, from its first seed to its last.",
      ].join("\n"),
    );
  await beginRecording(dataDir, slug, registration);
}
