/** Whether what ships with a paper is whole, fits its plan, and says what its README says: everything that can be checked without computing. */
import {
  changesBetween,
  isIntact,
  registrationOf,
  seedsOf,
  type Experiment,
  type Paper,
  type RunRecord,
} from "#lab/kit/index";
import { faultsInRun } from "#library/runs/whole";
import { expectedRows, foundRows, rowsToMend } from "#papers/readme";
import type { CommittedResults } from "#papers/registry";

/** One line per fault, some of several; empty: everything agrees. Not for a paper without results. */
export async function faultsIn(
  paper: Paper,
  experiment: Experiment,
  results: CommittedResults,
  readme: string,
): Promise<string[]> {
  return [
    ...(await planFaults(experiment, results)),
    ...results.runs.flatMap((run) => runFaults(experiment, run)),
    ...readmeFaults(paper, experiment, results.runs, readme),
  ];
}

async function planFaults(experiment: Experiment, { registration, runs }: CommittedResults): Promise<string[]> {
  const now = await registrationOf(experiment);
  if (registration === undefined) return ["it was recorded before plans were registered; record it again"];
  const faults: string[] = [];
  if (!(await isIntact(registration))) faults.push("the hash in results.json is not that of what is registered there");
  if (runs.some((run) => run.registration !== registration.hash))
    faults.push("a run in results.json belongs to another registration");
  if (now === null) return [...faults, "the experiment has no plan any more"];
  const changes = changesBetween(registration, now);
  if (changes.length > 0)
    faults.push(["the plan changed after it was recorded; record it again:", ...changes].join("\n  "));
  return faults;
}

/** The seeds are those of the plan, and the run has everything. */
function runFaults(experiment: Experiment, run: RunRecord): string[] {
  const planned = seedsOf(experiment, "full");
  const other = run.seeds.join() !== planned.join();
  return [
    ...(other ? [`its seeds are ${run.seeds.join(", ")}; the full preset has ${planned.join(", ")}`] : []),
    ...faultsInRun(run, experiment.measures),
  ];
}

/** The verdicts, computed anew, against those that the README prints. */
function readmeFaults(paper: Paper, { measures }: Experiment, runs: readonly RunRecord[], readme: string): string[] {
  const expected = expectedRows(
    paper.claims,
    measures,
    runs.flatMap(({ measurements }) => measurements),
  );
  const rows = rowsToMend(expected, foundRows(readme, measures));
  return rows.length === 0 ? [] : [["its README says otherwise; these rows must stand there:", ...rows].join("\n  ")];
}
