/** How noisy the gradient of each tensor is: its variance over batches, at given weights. */
import { gradient, initialize, type Parameters } from "#engine";
import { randomWindows } from "../../datasets/batches.ts";
import type { Lab } from "../../kit/index.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import { languageModelLoss, modelOf, textFeeds, type Arm, type Comparison } from "../language-model/index.ts";

/** Of one tensor: sum over its elements of the variance over batches, (1/n) sum_k |g_k - mean|². */
export interface GradientVariance {
  readonly name: string;
  readonly total: number;
  /** Divided by the number of elements. */
  readonly perParameter: number;
  /** Divided by |mean gradient|². */
  readonly relative: number;
}

export const varianceForms = ["total", "perParameter", "relative"] as const satisfies (keyof GradientVariance)[];

export interface VarianceMeter {
  /** The weights from which training begins. */
  readonly initial: Parameters;
  /** In the order in which the model names its parameters. */
  of(weights: Parameters): Promise<GradientVariance[]>;
  release(): Promise<void>;
}

/** @param batches how many, each as large as a training step's; none is one that a training of the comparison's length sees. */
export async function openGradientVariance(
  { seed, device, threads }: Pick<Lab, "seed" | "device" | "threads">,
  arm: Arm,
  comparison: Comparison,
  { batches = 16 } = {},
): Promise<VarianceMeter> {
  const { text, shape, steps } = comparison;
  const length = shape.context;
  const { scope, loss } = languageModelLoss(modelOf(arm, comparison), { batch: shape.batch, length, mode: "training" });
  const specs = scope.parameters;
  const gradients = gradient(
    loss,
    specs.map(({ tensor }) => tensor),
  );
  const outputs = Object.fromEntries(specs.map(({ name }, at) => [`gradient ${name}`, gradients[at]]));
  const evaluator = await openEvaluator(outputs, { device, threads, name: "gradient variance" });
  return {
    initial: initialize(scope, seed),
    async of(weights) {
      const samples: Record<string, Float32Array[]> = Object.fromEntries(specs.map(({ name }) => [name, []]));
      for (let batch = 0; batch < batches; batch++) {
        const windows = randomWindows(text.train, seed, steps + batch, { batch: shape.batch, length });
        const results = await evaluator.run(weights, textFeeds(windows));
        for (const { name } of specs) samples[name].push(results[`gradient ${name}`].data as Float32Array);
      }
      return specs.map(({ name }) => ({ name, ...varianceOf(samples[name]) }));
    },
    release: () => evaluator.release(),
  };
}

/** Of vectors of the same length. */
export function varianceOf(samples: readonly ArrayLike<number>[]): Omit<GradientVariance, "name"> {
  const [count, size] = [samples.length, samples[0].length];
  let [total, meanSquare] = [0, 0];
  for (let at = 0; at < size; at++) {
    let sum = 0;
    for (const sample of samples) sum += sample[at];
    const mean = sum / count;
    meanSquare += mean * mean;
    for (const sample of samples) total += (sample[at] - mean) ** 2 / count;
  }
  return { total, perParameter: total / size, relative: total / meanSquare };
}
