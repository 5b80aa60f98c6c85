/** `papertape verify`: whether the results that ship are those that the code gives, and say what they are said to say. */
import type { Registration } from "#lab/kit/index";
import { count } from "#library/words/count";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { command } from "../command.ts";
import { exitCodes, explain, Failure, UsageError } from "../failure.ts";
import { paperOnShelf } from "../find-paper.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSeed } from "../run/seed.ts";
import { readWorkers } from "../run/threads.ts";
import { computeAgain, describeCompared, type Recorded } from "../verify/again.ts";
import { isBundle, verifyBundle } from "../verify/bundle.ts";
import { faultsIn } from "../verify/results.ts";
import { root } from "../version.ts";

export default command({
  name: "verify",
  details: [
    "Computes recorded seeds again and says of every number whether it is identical, within the 95 % prediction interval of the recorded seeds (as measured times can only be), or outside. Also checks that the plan is the one that was registered, and computes every verdict anew. Nothing is stored.",
    "A bundle of another papertape (`papertape bundle`) is verified in the same way: its sums and its registration's hash first, then every verdict from the numbers in it, then its seeds, where this papertape has the same experiment under the same plan.",
    "With --results only what needs no computing, which takes seconds. Exits with 1, and says why, where anything differs.",
  ],
  args: {
    what: {
      type: "positional",
      required: false,
      description: "the paper's short name; or a bundle, as a file or unpacked into a folder",
    },
    all: { type: "boolean", description: "every paper that has results" },
    results: { type: "boolean", description: "compute no seed again" },
    seed: { type: "string", valueHint: "n", description: "compute only this seed again" },
    workers: { type: "string", valueHint: "n", description: "so many seeds side by side (default: all cores)" },
  },
  examples: [
    { line: "verify layer-norm --seed 1", does: "one seed of one paper, minutes" },
    { line: "verify layer-norm", does: "all of its seeds, as long as recording it took" },
    { line: "verify ./layer-norm.bundle.zip --results", does: "what somebody else measured, seconds" },
    { line: "verify --all --results", does: "plans and verdicts of the whole shelf, seconds" },
  ],
  async run({ what: slug, all, results, seed, workers }, io) {
    if ((slug === undefined) === (all !== true))
      throw new UsageError("name a paper or a bundle, or verify all papers with --all");
    if (results && (seed !== undefined || workers !== undefined))
      throw new UsageError("--results computes no seed again, so it takes neither --seed nor --workers");
    const only = seed === undefined ? null : readSeed(seed);
    const cores = readWorkers(workers);
    if (slug !== undefined && isBundle(slug))
      return verifyBundle(slug, { only, workers: cores, compute: !results }, io);
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
          const options = { only, workers: cores, signal: interrupt.signal };
          const again = await computeAgain(recorded, options, io).catch((error: unknown) => {
            if (slug !== undefined) throw error;
            faults.push(explain(error).lines[0]);
            return [];
          });
          if (again === null) return exitCodes.interrupted;
          if (again.length > 0) describeCompared(again, io);
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

interface Shipped extends Recorded {
  readonly registration?: Registration;
  readonly readme: string;
}

/** null: it has no results. @throws Failure where it cannot have any. */
async function find(slug: string): Promise<Shipped | null> {
  const { committedResults, loadExperiment, paperBySlug } = await import("#papers/registry");
  const experiment = await loadExperiment(slug);
  if (experiment === null)
    throw new Failure(`${slug} has no experiment yet; \`papertape papers\` says which papers do`);
  const results = await committedResults(slug);
  if (results.runs.length === 0) return null;
  const readme = await readFile(join(root, "src", "papers", slug, "README.md"), "utf8");
  return { paper: paperBySlug(slug)!, experiment, ...results, readme };
}

const agreement = ({ experiment, runs }: Shipped, resultsOnly: boolean): string =>
  `${count(experiment.measures.length, "verdict")} of ${count(runs.flatMap(({ seeds }) => seeds).length, "seed")} ${
    resultsOnly ? "are what the README says, under the registered plan" : "verified, under the registered plan"
  }`;
