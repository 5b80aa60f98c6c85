/** A bundle of another papertape: whether it can be trusted, what its numbers say, and whether they come again here. */
import { changesBetween, registrationOf, type Experiment } from "#lab/kit/index";
import { faultsInBundle } from "#library/bundle/check";
import { readBundle, type ReadBundle } from "#library/bundle/read";
import { count } from "#library/words/count";
import { formatJudgement } from "#library/words/number";
import { verdictWords } from "#library/words/verdict";
import { existsSync } from "node:fs";
import type { Io } from "../command.ts";
import { exitCodes, UsageError } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { table } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { version } from "../version.ts";
import { computeAgain, describeCompared, type Again } from "./again.ts";
import { compareSeeds } from "./compare.ts";

/** Whether a word means a file or a folder: no short name of a paper has a dot or a slash in it. */
export const isBundle = (word: string): boolean => /[./\\]/.test(word) && !/^-/.test(word);

interface BundleOptions extends Omit<Again, "signal"> {
  /** Whether seeds are computed again. */
  readonly compute: boolean;
}

/** @throws LibraryError INVALID_BUNDLE with every reason. @returns the exit code. */
export async function verifyBundle(path: string, { compute, ...which }: BundleOptions, io: Io): Promise<number> {
  if (!existsSync(path)) throw new UsageError(`no such bundle: ${path}`);
  const bundle = await readBundle(path);
  const faults = await faultsInBundle(bundle, version);
  const { slug } = bundle.paper;
  if (faults.length === 0) {
    describe(bundle, io);
    const experiment = await experimentHere(bundle, io);
    if (experiment !== null) {
      faults.push(...(await faultsBesideOurs(bundle, experiment)));
      const found = compute && faults.length === 0 ? await again(bundle, experiment, which, io) : [];
      if (found === null) return exitCodes.interrupted;
      faults.push(...found);
    }
  }
  for (const fault of faults) io.out.line(`${slug}: ${printable(fault)}`);
  return faults.length === 0 ? exitCodes.ok : exitCodes.failure;
}

/** The verdicts as they were computed just now, which are those of the bundle, or it would not come to this. */
function describe({ paper, version: by, claims, results }: ReadBundle, { out }: Io): void {
  out.line(out.paint("bold", printable(paper.title)));
  out.line(
    table(
      out,
      [
        { header: "claim", narrow: "cut" },
        { header: "seeds", align: "right" },
        { header: "measured", align: "right" },
        { header: "verdict" },
      ],
      claims.map(({ id, judgement }) => {
        const { sign, word } = verdictWords[judgement.verdict ?? "none"];
        const verdict = `${sign} ${word}${judgement.proxy ? " (stand-in)" : ""}`;
        return [id, String(judgement.seeds), formatJudgement(judgement) ?? "", verdict];
      }),
      out.columns,
    ),
  );
  const verdicts = claims.filter(({ judgement }) => judgement.seeds > 0).length;
  out.line(
    `${paper.slug}: ${count(verdicts, "verdict")} computed again from the numbers of ${count(results.runs.length, "run")}, written by papertape ${printable(by)}: ` +
      "its files, its registration and its verdicts agree",
  );
}

/** The same experiment under the same plan; null, and said why, where this papertape has none. */
async function experimentHere({ paper: { slug }, results }: ReadBundle, { out }: Io): Promise<Experiment | null> {
  const { loadExperiment } = await import("#papers/registry");
  const experiment = await loadExperiment(slug);
  const ours = experiment && (await registrationOf(experiment));
  if (ours === null) {
    out.line(`${slug}: this papertape has no experiment of that name, so no seed can be computed again here`);
    return null;
  }
  const changes = changesBetween(results.registration, ours);
  if (changes.length === 0) return experiment;
  const told = changes.slice(0, 5).map((change) => `  ${printable(change)}`);
  const more = changes.length > told.length ? [`  and ${changes.length - told.length} more`] : [];
  out.line(
    [`${slug}: registered otherwise here, so no seed of it can be computed again:`, ...told, ...more].join("\n"),
  );
  return null;
}

/** A run that ships with papertape cannot have other numbers elsewhere. */
async function faultsBesideOurs({ paper: { slug }, results }: ReadBundle, { paper }: Experiment): Promise<string[]> {
  const { committedRuns } = await import("#papers/registry");
  const ours = new Map((await committedRuns(slug)).map((run) => [run.id, run]));
  return results.runs.flatMap((run) => {
    const known = ours.get(run.id);
    if (known === undefined) return [];
    const compared = compareSeeds(paper.claims, known.measurements, run.measurements, known.seeds);
    const other = compared.filter(({ sameness }) => sameness !== "identical").length;
    return other === 0
      ? []
      : [`run ${run.id} ships with papertape, and ${count(other, "number")} of it are others here`];
  });
}

/** null: it was stopped. */
async function again(
  { results: { runs } }: ReadBundle,
  experiment: Experiment,
  which: Omit<Again, "signal">,
  io: Io,
): Promise<string[] | null> {
  const interrupt = listenForInterrupt(() => io.err.line("\nstopping"));
  try {
    const recorded = { paper: experiment.paper, experiment, runs };
    const compared = await computeAgain(recorded, { ...which, signal: interrupt.signal }, io);
    if (compared === null) return null;
    describeCompared(compared, io);
    const outside = compared.filter(({ sameness }) => sameness === "outside").length;
    return outside === 0 ? [] : [`${count(outside, "number")} outside what was recorded`];
  } finally {
    interrupt.release();
  }
}
