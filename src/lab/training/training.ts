/** The training loop of every model family: a schedule in, one event per step out, ended by the first loss that is not finite. */
import { DivergedError, type Trainer, type Values } from "#engine";

export interface TrainingStep {
  /** The number of updates made so far, this one included: 1, 2, ... */
  readonly step: number;
  /** On this step's batch, before its update. */
  readonly loss: number;
  /** What else the trainer reports. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly learningRate: number;
  /** Of the whole step. */
  readonly milliseconds: number;
  /** The loss is not finite, and no step follows: what happened, and where. Otherwise null. */
  readonly diverged: string | null;
}

export interface TrainingPlan {
  readonly steps: number;
  /** The batch of step 0, 1, ...: a function of the step alone, so that every arm sees the same. */
  readonly feeds: (step: number) => Values;
  /** Learning rate of step 0, 1, ... */
  readonly learningRate: (step: number) => number;
}

/** Steps a trainer through a plan. Leave the loop to stop between two steps; the trainer stays usable. */
export async function* train(
  trainer: Trainer,
  { steps, feeds, learningRate }: TrainingPlan,
): AsyncGenerator<TrainingStep, void, void> {
  for (let index = 0; index < steps; index++) {
    const startedAt = performance.now();
    const about = { step: index + 1, learningRate: learningRate(index) };
    try {
      const { loss, ...metrics } = await trainer.step(feeds(index), { learningRate: about.learningRate });
      yield { ...about, loss, metrics, milliseconds: performance.now() - startedAt, diverged: null };
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      const milliseconds = performance.now() - startedAt;
      yield { ...about, loss: error.loss, metrics: {}, milliseconds, diverged: error.message };
      return;
    }
  }
}
