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

/** Every measured claim has a value of every seed, or exact ones, and nothing else was measured. */
function runFaults(experiment: Experiment, { seeds, measurements }: RunRecord): string[] {
  const faults: string[] = [];
  const planned = seedsOf(experiment, "full");
  if (seeds.join() !== planned.join())
    faults.push(`its seeds are ${seeds.join(", ")}; the full preset has ${planned.join(", ")}`);
  for (const id of experiment.measures) {
    const values = measurements.filter(({ claim }) => claim === id);
    if (values.length > 0 && values.every(({ exact }) => exact)) continue;
    const missing = seeds.filter((seed) => !values.some((value) => value.seed === seed));
    if (missing.length > 0) faults.push(`${id} was not measured with seed ${missing.join(", ")}`);
  }
  const strange = new Set(measurements.map(({ claim }) => claim).filter((id) => !experiment.measures.includes(id)));
  for (const id of strange) faults.push(`${id} was measured, and the experiment does not measure it`);
  return faults;
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
