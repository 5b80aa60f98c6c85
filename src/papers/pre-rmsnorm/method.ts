/**
 * Pre-RMSNorm and Pre-CRMSNorm: the function of a pre-norm transformer with layer norm, computed by cheaper norms.
 *
 *   LN(x) = RMS(C x),  C = I - 11ᵀ/d          layer norm is RMS norm of the recentred vector, eps included
 *
 * Whatever reads the residual stream of such a model begins with a layer norm, so the stream's mean over its channels
 * influences nothing. Recentring what writes to the stream keeps that mean at zero, and then RMS norm will do (Pre-RMSNorm).
 * The last of d numbers with mean zero is known from the others; leaving it out gives a stream of d - 1 channels, whose
 * norm still divides by the root mean square of all d (Pre-CRMSNorm). arXiv 2305.14858.
 *
 * The conversions work on the weights of lab/nn/language-model by name: W is [in, out], y = x W + b.
 */
import { concat, ones, zeros, type Scope, type Tensor } from "#engine";
import {
  causalAttention,
  feedForward,
  linearMap,
  type LanguageModel,
  type Norm,
} from "#lab/training/language-model/index";

/** The same constant in all three norms, or they differ. */
const epsilon = 1e-5;

/** x / sqrt(mean(x²) + eps).  [..., d] -> [..., d] */
export const rms = (x: Tensor, { eps = epsilon } = {}): Tensor => x.mul(x.square().mean(-1).add(eps).rsqrt());

/** RMS norm of d numbers with mean zero, of which the last, -sum(u), is left out.  u: [..., d - 1] -> [..., d - 1] */
export function crms(u: Tensor, { eps = epsilon } = {}): Tensor {
  const d = u.shape.at(-1)! + 1;
  const squares = u.square().sum(-1).add(u.sum(-1).square());
  return u.mul(squares.div(d).add(eps).rsqrt());
}

/** C x: the mean over the last axis taken away. */
export const recentred = (x: Tensor): Tensor => x.sub(x.mean(-1));

/** d numbers with mean zero in d - 1, and back. */
export const compressed = (x: Tensor): Tensor => x.slice(-1, 0, -1);
export const restored = (u: Tensor): Tensor => concat([u, u.sum(-1).neg()], -1);

/** RMS norm with the gain and bias of the layer norm that it stands for. */
export const likeLayerNorm: Norm = (at: Scope, x: Tensor) => {
  const d = x.shape.at(-1)!;
  return rms(x)
    .mul(at.parameter("gain", [d], ones))
    .add(at.parameter("bias", [d], zeros));
};

/**
 * The Pre-RMSNorm form of a pre-LN model for training: the same parameters, recentred on each use. Its losses and
 * gradients are those of the pre-LN model. Recentring the parameters once and training them as they are would not do:
 * RMS norm is not blind to the mean, so the first step would bring it back.
 */
export const trainable = (model: LanguageModel, norm = likeLayerNorm): LanguageModel => ({
  ...model,
  norm,
  normAt: undefined,
  stem: (_, stream) => recentred(stream),
  linear: linearMap(model, (parameter, { toResidual }) => (toResidual ? recentred(parameter) : parameter)),
});

/** The model that `toPreRms` makes weights for. */
export const preRms = (model: LanguageModel): LanguageModel => ({
  ...model,
  norm: (_, x) => rms(x),
  normAt: undefined,
  tied: false,
  headBias: true,
});

/** The model that `toPreCrms` makes weights for: the stream is narrower by one, what branches off is not. */
export const preCrms = (model: LanguageModel): LanguageModel => ({
  ...preRms(model),
  norm: (_, u) => crms(u),
  width: model.width - 1,
  attention: causalAttention({ inner: model.width }),
  feedForward: feedForward({ expand: (4 * model.width) / (model.width - 1) }),
});

/** Weights by full name: a trained model's parameters, or the same in double precision. */
type Weights<Numbers> = Readonly<Record<string, Numbers>>;
type Size = Pick<LanguageModel, "width" | "depth">;

/** A linear map that reads the stream through a norm, or writes to it, by the names of its weight and bias. */
interface MapNames {
  readonly weight: string;
  readonly bias: string;
}
const named = (at: string): MapNames => ({ weight: `${at}/weight`, bias: `${at}/bias` });

/** Each norm of a model with the maps that read it. */
const readersOf = ({ depth }: Size): { norm: string; readers: MapNames[] }[] => [
  ...blocksOf(depth).flatMap((block) => [
    {
      norm: `${block}/attention/norm`,
      readers: ["query", "key", "value"].map((map) => named(`${block}/attention/${map}`)),
    },
    { norm: `${block}/feed-forward/norm`, readers: [named(`${block}/feed-forward/in`)] },
  ]),
  { norm: "final norm", readers: [{ weight: "head", bias: "head bias" }] },
];

/** Everything that ends up in the stream, each with the stream's channels as its last axis. */
const writersOf = ({ depth }: Size): string[] => [
  "embedding",
  "positions",
  ...blocksOf(depth)
    .flatMap((block) => [named(`${block}/attention/output`), named(`${block}/feed-forward/out`)])
    .flatMap(({ weight, bias }) => [weight, bias]),
];

const blocksOf = (depth: number): string[] => Array.from({ length: depth }, (_, index) => `block ${index + 1}`);

/**
 * The weights of a trained pre-LN model as those of `preRms(model)`, which computes the same. Gains and biases of the
 * norms move into the maps that read them. Needs no data and no training; what is converted already stays as it is.
 * @throws Error naming a weight that is missing.
 */
export function toPreRms<Numbers extends Float32Array | Float64Array>(
  weights: Weights<Numbers>,
  size: Size,
): Record<string, Numbers> {
  const { width } = size;
  const out: Record<string, Numbers> = { ...weights };
  out.head ??= transposed(taken(out, "embedding"), width);
  for (const { norm, readers } of readersOf(size)) {
    const { [`${norm}/gain`]: gain, [`${norm}/bias`]: shift } = out;
    for (const { weight, bias } of readers) {
      const matrix = taken(out, weight);
      const features = matrix.length / width;
      out[bias] ??= matrix.slice(0, features).fill(0) as Numbers;
      // The bias first: it needs the matrix as it was.
      if (shift) out[bias] = sums(out[bias], (feature, i) => shift[i] * matrix[i * features + feature], width);
      if (gain) out[weight] = matrix.map((value, at) => gain[Math.floor(at / features)] * value) as Numbers;
    }
    delete out[`${norm}/gain`];
    delete out[`${norm}/bias`];
  }
  for (const name of writersOf(size)) {
    const rows = taken(out, name);
    const means = Array.from({ length: rows.length / width }, (_, row) => meanOf(rows, row * width, width));
    out[name] = rows.map((value, at) => value - means[Math.floor(at / width)]) as Numbers;
  }
  return out;
}

/** The weights of `preRms(model)` as those of `preCrms(model)`, which computes the same with a stream of width - 1. */
export function toPreCrms<Numbers extends Float32Array | Float64Array>(
  weights: Weights<Numbers>,
  size: Size,
): Record<string, Numbers> {
  const last = size.width - 1;
  const out: Record<string, Numbers> = { ...weights };
  // What would be written last is not written ...
  for (const name of writersOf(size)) out[name] = taken(out, name).filter((_, at) => at % size.width < last) as Numbers;
  // ... and what would read it reads minus the sum of the others.
  for (const { weight } of readersOf(size).flatMap(({ readers }) => readers)) {
    const matrix = taken(out, weight);
    const features = matrix.length / size.width;
    out[weight] = matrix
      .slice(0, last * features)
      .map((value, at) => value - matrix[last * features + (at % features)]) as Numbers;
  }
  return out;
}

function taken<Numbers>(weights: Weights<Numbers>, name: string): Numbers {
  if (!(name in weights)) throw new Error(`conversion: no weights for "${name}"`);
  return weights[name];
}

/** base[j] + the sum of term(j, i) over i < count. */
const sums = <Numbers extends Float32Array | Float64Array>(
  base: Numbers,
  term: (j: number, i: number) => number,
  count: number,
): Numbers =>
  base.map((value, j) => {
    let sum = value;
    for (let i = 0; i < count; i++) sum += term(j, i);
    return sum;
  }) as Numbers;

function meanOf(values: Float32Array | Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let at = from; at < from + count; at++) sum += values[at];
  return sum / count;
}

/** [rows, columns] as [columns, rows]. */
const transposed = <Numbers extends Float32Array | Float64Array>(matrix: Numbers, columns: number): Numbers => {
  const rows = matrix.length / columns;
  return matrix.map((_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]) as Numbers;
};
