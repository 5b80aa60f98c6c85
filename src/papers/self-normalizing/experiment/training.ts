/** One net, trained: plain gradient descent as in the paper, the same batches and steps for every kind, each at its own tuned rate. */
import { sgd, warmupCosine, type Device } from "#engine";
import type { Table } from "#lab/datasets/tabular/table";
import { openTabular, type TabularModel, type TabularRun } from "#lab/training/tabular/index";

export interface Training {
  readonly model: TabularModel;
  readonly train: Table;
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
  readonly device?: Device;
}

/** No momentum, decay, dropout or clipping; a cosine down to zero after a tenth of warm-up. */
export const openNet = ({ learningRate, ...plan }: Training): Promise<TabularRun> =>
  openTabular({
    ...plan,
    optimizer: sgd(),
    learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(plan.steps / 10), total: plan.steps }),
  });
