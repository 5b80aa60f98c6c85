/** Memorizing one task after the other: the same digits, and with every task other labels drawn at random. */
import { constantRate, type Scope, type Values } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { digitTable } from "#lab/datasets/digits/table";
import { mnist } from "#lab/datasets/mnist";
import { redrawnLabels } from "#lab/datasets/tabular/tasks";
import { rowsAt, type Table } from "#lab/datasets/tabular/table";
import { openTabular } from "#lab/training/tabular/index";
import { factorFeed, isScaleFree, normOf } from "../method.ts";
import { isHiddenMap, type Arm } from "./arms.ts";

const widths = [128, 128, 128] as const;
const batch = 128;
/** Digits of a task; with other labels each time, so many are memorized within 100 updates by a fresh net. */
const memorized = 512;

export const memoryRows = async (): Promise<Table> =>
  digitTable(someDigits(pooledMnist(await mnist()).train, 0, memorized));

/** The second half of the tasks: what is asked for is that late ones are learned. */
export const isLate = (task: number, tasks: number): boolean => task > tasks / 2;

export interface MemoryPlan {
  readonly arm: Arm;
  readonly rows: Table;
  readonly tasks: number;
  /** Updates of a task. */
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  /** Factors on the rate of each layer at step 0, 1, ..., where the arm takes any. */
  readonly factors?: readonly Readonly<Record<string, number>>[];
  readonly threads?: number;
}

/** How the net stands after an update, and how it has done where a task ends. */
export interface MemoryStep {
  readonly step: number;
  /** Norms before this update over those at the start, by name, of the hidden maps and of whatever else normalization makes blind to scale. */
  readonly growth: Readonly<Record<string, number>>;
  /** Of the task that ends here: share of its rows that are known by heart, and mean cross entropy. */
  readonly ended?: { readonly task: number; readonly accuracy: number; readonly nats: number };
  readonly diverged: string | null;
}

const normsOf = (scope: Scope) =>
  Object.fromEntries(
    scope.parameters
      .filter((spec) => isScaleFree(spec) || isHiddenMap(spec))
      .map(({ name, tensor }) => [name, normOf(tensor)]),
  );

/** Trains an arm through all tasks. The optimizer and the weights go on from one to the next. */
export async function* memorize(plan: MemoryPlan): AsyncGenerator<MemoryStep, void, void> {
  const { arm, rows, tasks, steps, seed, learningRate, factors, threads } = plan;
  const net = arm.net(widths);
  const run = await openTabular({
    ...{ model: net, train: rows, batch, steps: tasks * steps, seed, threads, metrics: normsOf },
    ...{ optimizer: arm.optimizer(), learningRate: constantRate(learningRate) },
  });
  let task = redrawnLabels(rows, seed, 0);
  const feeds = (step: number): Values => {
    if (step % steps === 0) task = redrawnLabels(rows, seed, step / steps);
    const written = Object.entries(factors?.[step] ?? {}).map(([name, factor]) => [
      factorFeed(name),
      Float32Array.of(factor),
    ]);
    return { ...rowsAt(task, shuffledBatch(seed, step, { batch, count: rows.rows })), ...Object.fromEntries(written) };
  };
  let first: Readonly<Record<string, number>> | undefined;
  try {
    for await (const { step, metrics, diverged } of run.train(feeds)) {
      first ??= metrics;
      const growth = Object.fromEntries(Object.entries(metrics).map(([name, norm]) => [name, norm / first![name]]));
      const ended =
        diverged === null && step % steps === 0 ? { task: step / steps, ...(await run.test(task)) } : undefined;
      yield { step, growth, diverged, ended };
    }
  } finally {
    await run.release();
  }
}
