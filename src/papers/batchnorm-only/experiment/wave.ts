/** A small random net that shall follow a wave, trained in part: what the page lets its readers touch. */
import { batchNorm, constantRate, input, kaimingNormal, Scope, sgd, zeros, type Parameters } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { openTraining } from "#lab/training/open-training";
import { gainStarts, trainedCount, type TrainedParts } from "../method.ts";

const [points, steps, learningRate] = [64, 150, 0.1];
export const places = Array.from({ length: points }, (_, at) => (2 * at) / (points - 1) - 1);
export const wave = places.map((x) => Math.sin(1.5 * Math.PI * x));

interface Fit {
  readonly outputs: readonly number[];
  /** Mean squared distance from the wave. */
  readonly error: number;
  readonly weights: Parameters;
}

/** Two hidden layers of random maps, batch norm and ReLU, and a random sum of the last; `trained` says what of it moves. */
export async function fitWave(trained: TrainedParts, units: number, seed: number) {
  const scope = new Scope();
  // The place and a one: the kinks of random sums of both lie anywhere.
  let x = input("features", [points, 2]);
  for (const name of ["first", "second"]) {
    const at = scope.scope(name);
    const weight = at.parameter("weight", [x.shape[1], units], kaimingNormal, { frozen: !trained.kernels });
    const norm = { gain: gainStarts["U(0, 1)"], frozen: !trained.norms };
    x = batchNorm(at.scope("norm"), x.matmul(weight), norm).relu();
  }
  const frozen = { frozen: !trained.head };
  const y = x
    .matmul(scope.parameter("head/weight", [units, 1], kaimingNormal, frozen))
    .add(scope.parameter("head/bias", [1], zeros, frozen));
  const loss = y
    .sub(input("wave", [points, 1]))
    .square()
    .mean();
  const features = Float32Array.from(places.flatMap((x) => [x, 1]));
  const feeds = { features, wave: Float32Array.from(wave) };
  const optimizer = sgd({ momentum: 0.9 });
  const settings = { steps, seed, optimizer, learningRate: constantRate(learningRate), maxGradNorm: 1, threads: 1 };
  const run = await openTraining({ scope, loss, feeds: () => feeds }, settings);
  // In training mode, as all points are one batch.
  const evaluator = await openEvaluator({ y }, { threads: 1 });
  const look = async (): Promise<Fit> => {
    const weights = await run.trainer.snapshot();
    const outputs = Array.from((await evaluator.run(weights, { features })).y.data, Number);
    return { outputs, weights, error: mean(outputs.map((value, at) => (value - wave[at]) ** 2)) };
  };
  try {
    const before = await look();
    for await (const { diverged } of run.train()) if (diverged !== null) throw new Error(diverged);
    return { before, after: await look(), trained: trainedCount(scope.parameters), all: sizeOf(scope) };
  } finally {
    await evaluator.release();
    await run.release();
  }
}

const sizeOf = ({ parameters }: Scope): number =>
  trainedCount(parameters.map((parameter) => ({ ...parameter, frozen: false })));
