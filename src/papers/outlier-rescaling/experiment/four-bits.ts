/**
 * Weights and activations in four bits, simulated: NVFP4's grid, blocks of 16 along the inputs of a map, and SmoothQuant before it.
 *
 *   x ~ scale * code,   code in ±{0, 0.5, 1, 1.5, 2, 3, 4, 6},   scale = largest |x| of the block / 6
 *   X W = (X / s) (s W),   s_j = sqrt(max |X_j| / max |W_j|)
 */
import { ones, type Parameters, type Scope, type Tensor } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import {
  languageModelLoss,
  linearMap,
  modelOf,
  type Arm,
  type Comparison,
  type LanguageModel,
} from "#lab/training/language-model/index";
import { meanLoss, validationFeeds } from "#lab/training/text";
import type { OutlierLab } from "./settings.ts";

/** Where a magnitude goes up to the next number of the grid, by how much, and whether the middle itself does: ties go to the even code. */
const rises: readonly (readonly [middle: number, by: number, up: boolean])[] = [
  [0.25, 0.5, false],
  [0.75, 0.5, true],
  [1.25, 0.5, false],
  [1.75, 0.5, true],
  [2.5, 1, false],
  [3.5, 1, true],
  [5, 2, false],
];

/** The nearest number of the grid; 6 for all that is larger. */
export function toGrid(x: Tensor): Tensor {
  const size = x.abs();
  const steps = rises.map(([middle, by, up]) =>
    (up ? size.greaterEqual(middle) : size.greater(middle)).cast(x.dtype).mul(by),
  );
  return steps.reduce((sum, step) => sum.add(step)).mul(x.sign());
}

const block = 16;

/** What four bits leave of x, in blocks of 16 along the last axis, the last one filled up with zeros. */
export function fourBits(x: Tensor): Tensor {
  const width = x.shape.at(-1)!;
  const missing = (block - (width % block)) % block;
  const padded = missing === 0 ? x : x.pad(x.shape.map((_, axis) => [0, axis === x.rank - 1 ? missing : 0]));
  const blocks = padded.reshape(...x.shape.slice(0, -1), (width + missing) / block, block);
  const scale = blocks.abs().max(-1).div(6).maximum(1e-30);
  return toGrid(blocks.div(scale))
    .mul(scale)
    .reshape(...padded.shape)
    .slice(-1, 0, width);
}

/** x [..., in] times w [in, out], both in four bits, once they share their outliers by `smooth` [in]. */
export const fourBitProduct = (x: Tensor, w: Tensor, smooth: Tensor): Tensor =>
  fourBits(x.div(smooth)).matmul(fourBits(w.mul(smooth.unsqueeze(1)).transpose()).transpose());

/** SmoothQuant's factors of one map, from the largest of each input, and its weights [in, out]. */
export function smoothing(largest: ArrayLike<number>, weight: Float32Array): Float32Array {
  const outputs = weight.length / largest.length;
  return Float32Array.from(largest, (size, row) => {
    const most = weight.subarray(row * outputs, (row + 1) * outputs).reduce((max, w) => Math.max(max, Math.abs(w)), 0);
    return Math.sqrt(Math.max(size, 1e-5) / Math.max(most, 1e-5));
  });
}

/**
 * Validation loss of a trained arm whose linear maps are cut to four bits; embeddings, norms (with their gates) and the head stay floats.
 * Calibrated on 64 windows of the training text.
 */
export async function fourBitLoss(
  { device, threads }: OutlierLab,
  arm: Arm,
  weights: Parameters,
  { text, shape }: Pick<Comparison, "text" | "shape">,
  batches: number,
): Promise<number> {
  const { batch, context: length } = shape;
  const set = { batch, batches, length, start: text.start };
  const model = modelOf(arm, { text, shape });
  const withProduct = (product: (at: Scope, x: Tensor, weight: Tensor) => Tensor): LanguageModel => ({
    ...model,
    linear: linearMap(model, (parameter) => parameter, product),
  });

  const inputs = new Map<string, Tensor>();
  const seen = withProduct((at, x, weight) => {
    inputs.set(at.path, x.abs().max([0, 1], { keepDims: false }));
    return x.matmul(weight);
  });
  languageModelLoss(seen, { batch, mode: "inference" });
  const calibration = await openEvaluator(Object.fromEntries(inputs), { device, threads, name: "calibration" });
  const largest = new Map<string, number[]>();
  for (const { tokens } of validationFeeds(text.train, { ...set, batches: Math.ceil(64 / batch) }))
    for (const [path, { data }] of Object.entries(await calibration.run(weights, { tokens })))
      largest.set(
        path,
        Array.from(data, Number).map((size, at) => Math.max(size, largest.get(path)?.[at] ?? 0)),
      );
  await calibration.release();

  const cut = withProduct((at, x, weight) =>
    fourBitProduct(x, weight, at.parameter("smooth", [weight.shape[0]], ones)),
  );
  const factors = [...largest].map(([path, sizes]) => [`${path}/smooth`, smoothing(sizes, weights[`${path}/weight`])]);
  const { loss: nats } = languageModelLoss(cut, { batch, mode: "inference" });
  const evaluator = await openEvaluator({ nats }, { device, threads, name: "four bits" });
  const found = await meanLoss(evaluator, { ...weights, ...Object.fromEntries(factors) }, text.validation, set);
  await evaluator.release();
  return found;
}
