/** Computing recorded seeds again, whoever recorded them, and saying how the numbers compare. */
import type { Experiment, Measurement, Paper, RunRecord } from "#lab/kit/index";
import { formatNumber } from "#library/words/number";
import type { Io } from "../command.ts";
import { UsageError } from "../failure.ts";
import { executeFull } from "../run/seeds/full.ts";
import { createProgress } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";
import { compareSeeds, type Compared } from "./compare.ts";

/** What was recorded of a paper. */
export interface Recorded {
  readonly paper: Paper;
  readonly experiment: Experiment;
  readonly runs: readonly RunRecord[];
}

export interface Again {
  /** Only this seed; null: all that were recorded. */
  readonly only: number | null;
  /** Seeds side by side. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** null: it was stopped. */
export async function computeAgain(
  { paper, experiment, runs }: Recorded,
  { only, workers, signal }: Again,
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

export function describeCompared(compared: readonly Compared[], { out }: Io): void {
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
