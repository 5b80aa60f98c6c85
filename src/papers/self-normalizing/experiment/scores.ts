/** One net trained and scored, and what is made of scores: selected depths and ranks. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import type { TabularModel, TabularRun } from "#lab/training/tabular/index";
import type { Task } from "./data.ts";
import type { SelfNormalizingLab } from "./settings.ts";
import { openNet } from "./training.ts";

/** Shares of rows that are right. */
export interface Score {
  readonly validation: number;
  readonly test: number;
}

/** Of one task: scores of each kind of net, by depth. */
export type Scores = Map<string, ({ readonly depth: number } & Score)[]>;

interface Net {
  readonly name: string;
  readonly model: TabularModel;
  readonly task: Task;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Which stretch of the part's progress it is. */
  readonly progress: readonly [from: number, to: number];
  /** Looks at the trained net before it is gone. */
  readonly after?: (run: TabularRun) => AsyncGenerator<LabEvent, void, void>;
}

/** Trains a net and scores it. One that diverges is scored too: its outputs are no numbers, and it does no better than chance. */
export async function* trainedScore(
  lab: SelfNormalizingLab,
  { name, model, task, batch, steps, learningRate, progress: [from, to], after }: Net,
): AsyncGenerator<LabEvent, Score, void> {
  const { seed, device, threads } = lab;
  const run = await openNet({ model, train: task.train, batch, steps, seed, learningRate, device, threads });
  try {
    for await (const { step, diverged } of run.train()) {
      if (diverged) yield lab.note(`${name}: ${diverged}`);
      if (step % 10 === 0) yield lab.progress(from + ((to - from) * step) / steps, `${name}: step ${step}`);
    }
    if (after) yield* after(run);
    const validation = (await run.test(task.validation)).accuracy;
    return { validation, test: (await run.test(task.test)).accuracy };
  } finally {
    await run.release();
  }
}

/** The depth that validation selects, with its score on the test rows; of equally good ones the deepest, as in the paper. */
export const selected = (scores: Scores, kind: string) =>
  scores.get(kind)!.reduce((best, one) => (one.validation >= best.validation ? one : best));

/**
 * How far the first contestant is above the best other one, which is chosen on every second task and compared on the tasks between, and the
 * other way round: on the tasks that it was chosen on, the best of several is better than it is. `valuesOf` gives an average of each
 * contestant over some tasks, higher is better.
 */
export function leadOverBest<T>(tasks: readonly T[], valuesOf: (tasks: readonly T[]) => readonly number[]): number {
  const halves = [0, 1].map((rest) => valuesOf(tasks.filter((_, at) => at % 2 === rest)));
  const leads = halves.map(([own, ...others], half) => {
    const [, ...elsewhere] = halves[1 - half];
    return own - others[elsewhere.indexOf(Math.max(...elsewhere))];
  });
  return mean(leads);
}
