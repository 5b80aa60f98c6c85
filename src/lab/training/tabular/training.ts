/** Trains a net on the rows of a table and measures it on those of others. */
import { crossEntropy, input, Scope, type Mode, type Tensor } from "#engine";
import { shuffledBatch } from "../../datasets/batches.ts";
import { rowsAt, type Table } from "../../datasets/tabular/table.ts";
import { openTraining, type Training, type TrainingSettings } from "../open-training.ts";

/** Logits [batch, classes] of features [batch, columns]. */
export type TabularModel = (at: Scope, features: Tensor, classes: number) => Tensor;

export interface TabularPlan extends TrainingSettings {
  readonly model: TabularModel;
  readonly train: Table;
  /** Rows per step. */
  readonly batch: number;
}

export interface TabularScore {
  /** Mean cross entropy. */
  readonly nats: number;
  /** Share of rows whose most likely class is right. */
  readonly accuracy: number;
}

export interface TabularRun extends Training {
  /** Score on a table with the present weights. */
  test(table: Table): Promise<TabularScore>;
}

/** Compiles a net for training. Release it when done. */
export async function openTabular(plan: TabularPlan): Promise<TabularRun> {
  const { model, train, batch, seed } = plan;
  const build = (rows: number, mode: Mode) => {
    const scope = new Scope({ mode });
    const logits = model(scope, input("features", [rows, train.columns]), train.classes);
    const labels = input("labels", [rows], "int32");
    const accuracy = logits.argmax(1).squeeze(1).equal(labels).cast("float32").mean();
    return { scope, scores: { nats: crossEntropy(logits, labels), accuracy } };
  };
  const { scope, scores } = build(batch, "training");
  const feeds = (step: number) => rowsAt(train, shuffledBatch(seed, step, { batch, count: train.rows }));
  const training = await openTraining({ scope, loss: scores.nats, feeds }, plan);
  return {
    ...training,
    test: ({ rows, features, labels }) =>
      training.means(`test on ${rows} rows`, () => build(rows, "inference").scores, [{ features, labels }]),
  };
}
