/** How curved the loss is under either norm: the largest eigenvalue of its Hessian, at matched points of two trainings in floats. */
import { gradient, input, random, type Parameters, type ParameterSpec, type Tensor, type Values } from "#engine";
import { digitsAt, type Mnist } from "#lab/datasets/mnist";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { classifierLoss, openClassifier } from "#lab/training/vision/index";
import { normalShare } from "../deviation-norm.ts";
import type { DeviationNorm } from "../method.ts";
import { productOf } from "./arms.ts";
import { digitPixels, digitTraining, perceptron } from "./digits.ts";
import { rateOf } from "./rates.ts";
import type { Settings, ShiftQuantLab } from "./settings.ts";

/** Both norms give outputs of the same size to normal inputs at the start, or one would be steeper for that alone. */
const norms = {
  "mean absolute": { by: "mean absolute", gain: normalShare },
  "root mean square": { by: "root mean square" },
} as const satisfies Record<string, DeviationNorm>;
type NormName = keyof typeof norms;

const model = (name: NormName, hidden: number) => perceptron({ hidden, norm: norms[name], product: productOf(null) });

/** The Hessian times a vector, exactly: the gradient of the gradient's product with it. */
async function openProduct(
  lab: ShiftQuantLab,
  name: NormName,
  { hidden, surface: { digits } }: Settings,
): Promise<{ parameters: readonly ParameterSpec[]; evaluator: Evaluator }> {
  const { scope, loss } = classifierLoss(model(name, hidden), { batch: digits, mode: "training", pixels: digitPixels });
  const tensors = scope.parameters.map(({ tensor }) => tensor);
  const along = gradient(loss, tensors)
    .map((slope, at) => slope.mul(input(`direction ${at}`, tensors[at].shape)).sum())
    .reduce((a, b) => a.add(b));
  const products = gradient(along, tensors).map((tensor, at): [string, Tensor] => [`product ${at}`, tensor]);
  const { device, threads } = lab;
  const evaluator = await openEvaluator(
    { along, ...Object.fromEntries(products) },
    { device, threads, name: "Hessian" },
  );
  return { parameters: scope.parameters, evaluator };
}

/** Of one norm at some weights: power iteration from a random direction. The eigenvalue of largest size, with its sign. */
async function* largestEigenvalue(
  lab: ShiftQuantLab,
  { parameters, evaluator }: Awaited<ReturnType<typeof openProduct>>,
  weights: Parameters,
  feeds: Values,
  rounds: number,
): AsyncGenerator<LabEvent, number, void> {
  const draw = random(lab.seed);
  let vector = unit(parameters.map(({ name, tensor }) => draw.stream(`direction ${name}`).normal(tensor.size)));
  let eigenvalue = NaN;
  for (let round = 0; round < rounds; round++) {
    const directions = Object.fromEntries(vector.map((part, at) => [`direction ${at}`, part]));
    const values = await evaluator.run(weights, { ...feeds, ...directions });
    const product = parameters.map((_, at) => values[`product ${at}`].data as Float32Array);
    eigenvalue = product.reduce((sum, part, at) => sum + dot(part, vector[at]), 0);
    vector = unit(product);
    yield lab.progress((round + 1) / rounds, "curvature");
  }
  return eigenvalue;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);
const unit = (parts: readonly Float32Array[]): Float32Array[] => {
  const length = Math.sqrt(parts.reduce((sum, part) => sum + dot(part, part), 0));
  return parts.map((part) => part.map((value) => value / length));
};

/** Trains in floats with one norm. Both norms take the rate of the floats' arm: a larger rate alone makes for flatter places. */
async function* train(
  lab: ShiftQuantLab,
  name: NormName,
  { hidden, steps: { perceptron: steps } }: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, Map<number, Parameters>, void> {
  const { seed, device, threads } = lab;
  const training = digitTraining("perceptron", rateOf("perceptron", null), steps);
  const run = await openClassifier({ model: model(name, hidden), data, steps, seed, device, threads, ...training });
  try {
    const kept = new Map<number, Parameters>();
    const wanted = [0.1, 0.5, 1].map((share) => Math.ceil(share * steps));
    for await (const { step } of run.train()) {
      if (wanted.includes(step)) kept.set(step, await run.trainer.snapshot());
      yield lab.progress(step / steps, `curvature, ${name}: step ${step}`);
    }
    return kept;
  } finally {
    await run.release();
  }
}

export async function* curvaturePart(
  lab: ShiftQuantLab,
  settings: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, void, void> {
  const { digits, rounds } = settings.surface;
  const feeds = digitsAt(
    data.train,
    Array.from({ length: digits }, (_, at) => at),
  );
  const logs: Record<NormName, number[]> = { "mean absolute": [], "root mean square": [] };
  for (const [at, name] of (Object.keys(norms) as NormName[]).entries()) {
    const part = withProgressRange(lab, at / 2, (at + 1) / 2);
    const kept = yield* train(withProgressRange(part, 0, 0.5), name, settings, data);
    const opened = await openProduct(lab, name, settings);
    try {
      for (const [step, weights] of kept) {
        const within = withProgressRange(part, 0.5, 1);
        const eigenvalue = yield* largestEigenvalue(within, opened, weights, feeds, rounds);
        yield lab.point("Curvature", { series: name, x: step, y: eigenvalue });
        logs[name].push(Math.log(Math.abs(eigenvalue)));
      }
    } finally {
      await opened.evaluator.release();
    }
  }
  yield lab.measure("l1-smoother", Math.exp(mean(logs["mean absolute"]) - mean(logs["root mean square"])));
}
