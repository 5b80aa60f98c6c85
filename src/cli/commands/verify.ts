/** `papertape verify`: whether the results that ship are those that the code gives, and say what they are said to say. */
import type { Experiment, Measurement, Paper, Registration, RunRecord } from "#lab/kit/index";
import { count } from "#library/words/count";
import { formatNumber } from "#library/words/number";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { command, type Io } from "../command.ts";
import { exitCodes, explain, Failure, UsageError } from "../failure.ts";
import { paperOnShelf } from "../find-paper.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSeed } from "../run/seed.ts";
import { executeFull } from "../run/seeds/full.ts";
import { readWorkers } from "../run/threads.ts";
import { createProgress } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";
import { compareSeeds, type Compared } from "../verify/compare.ts";
import { faultsIn } from "../verify/results.ts";
import { root } from "../version.ts";

export default command({
  name: "verify",
  details: [
    "Computes recorded seeds again and says of every number whether it is identical, within the 95 % prediction interval of the recorded seeds (as measured times can only be), or outside. Also checks that the plan is the one that was registered, and computes every verdict anew. Nothing is stored.",
    "With --results only what needs no computing, which takes seconds. Exits with 1, and says why, where anything differs.",
  ],
  args: {
    slug: { type: "positional", required: false, description: "the paper's short name" },
    all: { type: "boolean", description: "every paper that has results" },
    results: { type: "boolean", description: "compute no seed again" },
    seed: { type: "string", valueHint: "n", description: "compute only this seed again" },
    workers: { type: "string", valueHint: "n", description: "so many seeds side by side (default: all cores)" },
  },
  examples: [
    { line: "verify layer-norm --seed 1", does: "one seed of one paper, minutes" },
    { line: "verify layer-norm", does: "all of its seeds, as long as recording it took" },
    { line: "verify --all --results", does: "plans and verdicts of the whole shelf, seconds" },
  ],
  async run({ slug, all, results, seed, workers }, io) {
    if ((slug === undefined) === (all !== true)) throw new UsageError("name a paper, or verify all of them with --all");
    if (results && (seed !== undefined || workers !== undefined))
      throw new UsageError("--results computes no seed again, so it takes neither --seed nor --workers");
    const only = seed === undefined ? null : readSeed(seed);
    const cores = readWorkers(workers);
    const { slugsWithExperiment } = await import("#papers/registry");
    const slugs = slug === undefined ? [...slugsWithExperiment].sort() : [(await paperOnShelf(slug)).slug];
    const interrupt = listenForInterrupt(() => io.err.line("\nstopping"));
    let differ = 0;
    try {
      for (const name of slugs) {
        const recorded = await find(name);
        if (recorded === null) {
          if (slug !== undefined) throw new Failure(`${slug} is not recorded yet; \`papertape record ${slug}\` does`);
          io.out.line(`${name}: not recorded yet`);
          continue;
        }
        const faults = await faultsIn(recorded.paper, recorded.experiment, recorded, recorded.readme);
        if (!results) {
          const again = await computeAgain(recorded, only, cores, interrupt.signal, io).catch((error: unknown) => {
            if (slug !== undefined) throw error;
            faults.push(explain(error).lines[0]);
            return [];
          });
          if (again === null) return exitCodes.interrupted;
          if (again.length > 0) describe(again, io);
          const outside = again.filter(({ sameness }) => sameness === "outside");
          if (outside.length > 0) faults.push(`${count(outside.length, "number")} outside what was recorded`);
        }
        if (faults.length === 0) io.out.line(`${name}: ${agreement(recorded, results === true)}`);
        else differ++;
        for (const fault of faults) io.out.line(`${name}: ${fault}`);
      }
    } finally {
      interrupt.release();
    }
    if (differ === 0) return exitCodes.ok;
    if (all) io.err.line(`${differ} of ${slugs.length} papers differ`);
    return exitCodes.failure;
  },
});

interface Recorded {
  readonly paper: Paper;
  readonly experiment: Experiment;
  readonly registration?: Registration;
  readonly runs: readonly RunRecord[];
  readonly readme: string;
}

/** null: it has no results. @throws Failure where it cannot have any. */
async function find(slug: string): Promise<Recorded | null> {
  const { committedResults, loadExperiment, paperBySlug } = await import("#papers/registry");
  const experiment = await loadExperiment(slug);
  if (experiment === null)
    throw new Failure(`${slug} has no experiment yet; \`papertape papers\` says which papers do`);
  const results = await committedResults(slug);
  if (results.runs.length === 0) return null;
  const readme = await readFile(join(root, "src", "papers", slug, "README.md"), "utf8");
  return { paper: paperBySlug(slug)!, experiment, ...results, readme };
}

const agreement = ({ experiment, runs }: Recorded, resultsOnly: boolean): string =>
  `${count(experiment.measures.length, "verdict")} of ${count(runs.flatMap(({ seeds }) => seeds).length, "seed")} ${
    resultsOnly ? "are what the README says, under the registered plan" : "verified, under the registered plan"
  }`;

/** null: it was stopped. */
async function computeAgain(
  { paper, experiment, runs }: Recorded,
  only: number | null,
  workers: number,
  signal: AbortSignal,
  { err }: Io,
): Promise<Compared[] | null> {
  const recorded = [...new Set(runs.flatMap((run) => run.seeds))];
  if (only !== null && !recorded.includes(only))
    throw new UsageError(`seed ${only} was not recorded; ${paper.slug} has ${recorded.join(", ")}`);
  const seeds = only === null ? recorded : [only];
  const { node } = experiment.presets.full.seconds;
  const progress = createProgress(err, { title: paper.slug, expected: (node * seeds.length) / recorded.length });
  const again: Measurement[] = [];
  // Only looked at: what is kept belongs to recordings.
  const keep = async () => {};
  const events = executeFull({ slug: paper.slug, preset: "full", seeds, kept: [], keep, workers, signal });
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done && value === "cancelled") return null;
      if (done) break;
      if (value.type === "progress") progress.update(value.fraction, value.text);
      if (value.type === "measure") again.push(value);
    }
  } finally {
    progress.end();
    await events.return("cancelled");
  }
  return compareSeeds(
    paper.claims,
    runs.flatMap((run) => run.measurements),
    again,
    seeds,
  );
}

const words = {
  identical: { text: "identical" },
  within: { text: "within the prediction interval" },
  outside: { text: "outside", style: "red" },
} as const;

const shown = (value: number | null | undefined): string => {
  if (value === undefined) return "missing";
  return value === null ? "diverged" : formatNumber(value);
};

function describe(compared: readonly Compared[], { out }: Io): void {
  out.line(
    table(
      out,
      [
        { header: "claim", narrow: "cut" },
        { header: "seed", align: "right" },
        { header: "recorded", align: "right" },
        { header: "again", align: "right" },
        { header: "" },
      ],
      compared.map(({ claim, seed, recorded, again, sameness }) => [
        claim,
        String(seed),
        shown(recorded),
        shown(again),
        words[sameness],
      ]),
      out.columns,
    ),
  );
}
