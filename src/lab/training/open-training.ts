/** What every model family trains with: one program for the steps, evaluators that are compiled when they are first asked for. */
import {
  createTrainer,
  globalNorm,
  gradient,
  type Device,
  type Optimizer,
  type Parameters,
  type Schedule,
  type Scope,
  type Tensor,
  type Trainer,
  type Values,
} from "#engine";
import { openEvaluator, scalar, type Evaluator } from "../measure/evaluator.ts";
import { train, type TrainingStep } from "./training.ts";

/** What is said of a training whatever is trained; a family adds its model and its data. */
export interface TrainingSettings {
  readonly steps: number;
  /** Of initial values and of batches. */
  readonly seed: number;
  readonly optimizer: Optimizer;
  readonly learningRate: Schedule;
  /** Largest global norm of the gradients. Default: not clipped. */
  readonly maxGradNorm?: number;
  /** Each step also reports the metric `gradientNorm`: the global norm before clipping. Default: no. */
  readonly watchGradientNorm?: boolean;
  /** Scalars that each step also reports, such as norms of parameters: as they are before its update. */
  readonly metrics?: (scope: Scope) => Readonly<Record<string, Tensor>>;
  /** Values to go on from, such as a snapshot of another training, whatever its loss was. Default: initial ones. */
  readonly parameters?: Parameters;
  readonly device?: Device;
  readonly threads?: number;
}

/** A model in training mode, and what it is fed. */
export interface TrainingTask {
  readonly scope: Scope;
  /** A scalar. */
  readonly loss: Tensor;
  /** The batch of step 0, 1, ...: a function of seed and step alone, so that every arm sees the same. */
  readonly feeds: (step: number) => Values;
}

export interface Training {
  readonly trainer: Trainer;
  /** Trains from where the trainer is, on the task's feeds or others. */
  train(feeds?: TrainingTask["feeds"]): AsyncGenerator<TrainingStep, void, void>;
  /** Means of scalar outputs over batches, with the present weights. `build` is called once for each name. */
  means<Name extends string>(
    name: string,
    build: () => Readonly<Record<Name, Tensor>>,
    batches: readonly Values[],
  ): Promise<Record<Name, number>>;
  release(): Promise<void>;
}

/** Compiles a task for training. Release it when done. */
export async function openTraining(
  { scope, loss, feeds }: TrainingTask,
  settings: TrainingSettings,
): Promise<Training> {
  const { steps, seed, optimizer, learningRate, maxGradNorm, watchGradientNorm = false } = settings;
  const { parameters, device, threads } = settings;
  const gradients = () =>
    gradient(
      loss,
      scope.parameters.map(({ tensor }) => tensor),
    );
  const metrics = {
    ...settings.metrics?.(scope),
    ...(watchGradientNorm && { gradientNorm: globalNorm(gradients()) }),
  };
  const trainer = await createTrainer({
    ...{ scope, loss, metrics, optimizer, maxGradNorm, seed, parameters, device, threads },
  });
  const evaluators = new Map<string, Evaluator>();
  return {
    trainer,
    train: (others = feeds) => train(trainer, { steps, feeds: others, learningRate }),
    async means(name, build, batches) {
      const evaluator = evaluators.get(name) ?? (await openEvaluator(build(), { device, threads, name }));
      evaluators.set(name, evaluator);
      return evaluateMeans(evaluator, await trainer.snapshot(), batches) as Promise<Record<string, number>>;
    },
    async release() {
      await trainer.release();
      for (const evaluator of evaluators.values()) await evaluator.release();
    },
  };
}

/** Means of an evaluator's scalar outputs over batches, with the given weights. */
export async function evaluateMeans(
  evaluator: Evaluator,
  weights: Parameters,
  batches: readonly Values[],
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const feeds of batches)
    for (const [name, value] of Object.entries(await evaluator.run(weights, feeds)))
      sums[name] = (sums[name] ?? 0) + scalar(value);
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / batches.length]));
}
