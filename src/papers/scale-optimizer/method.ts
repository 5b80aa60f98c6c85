/**
 * SCALE: stochastic gradient descent with column-wise normalized gradients, and momentum in the last layer alone. arXiv 2506.16659.
 *
 *   hidden, embedding   u = g / RMS_in(g)                                       no state
 *   head                m = 0.9 m + 0.1 g,  u = m / RMS_in(m)                   one copy of the head
 *   vectors             Adam at a rate of its own                               two copies of norm gains and biases
 *   W = (1 - rate decay) W - rate u                                             decay 0 in every published run
 *
 * RMS_in is taken over the inputs of a matrix: one number per output unit, a column of W [in, out] as it stands in x W. A
 * token embedding [vocabulary, width] has the one-hot token as input: one number per feature. No correction for the start
 * of m at zero: a normalization does not see the scale. From the authors' code and algorithm box.
 */
import { adam, type Optimizer, type Tensor } from "#engine";
import { byRole, normalizedSgd, unitRms, type Role } from "#lab/training/optimizers/index";

export interface ScaleOptions {
  /** Of all matrices. The authors' scripts: 1e-3 up to 350 M parameters, 2e-4 at 1 B, 1e-4 at 7 B. */
  readonly learningRate?: number;
  /** Of vectors, by Adam. The authors' scripts: 2e-2, and 1e-3 from 1 B on. */
  readonly vectors?: number;
  /** Of embedding and head, where it is not that of all matrices. */
  readonly ends?: number;
  /** Which matrices have a momentum. Default: the head. None: column-normalized SGD. */
  readonly momentumIn?: readonly Exclude<Role, "vectors">[];
  readonly momentum?: number;
  /** Which axis a normalization runs over; "outputs" is the wrong one, for comparison. Default: inputs. */
  readonly over?: "inputs" | "outputs";
  /** "l2" divides by the length, sqrt(inputs) times as much, which is another optimizer: the factor differs by layer. */
  readonly norm?: "rms" | "l2";
  readonly weightDecay?: number;
}

/** The direction of a matrix [inputs, outputs]: every column, or row, of unit root mean square or of unit length; a column of zeros stays. */
export function normalized(
  matrix: Tensor,
  { over = "inputs", norm = "rms" }: Pick<ScaleOptions, "over" | "norm">,
): Tensor {
  const axis = over === "inputs" ? 0 : 1;
  if (norm === "rms") return unitRms(matrix, axis);
  return matrix.div(matrix.square().sum(axis).sqrt().maximum(1e-8));
}

export function scale(options: ScaleOptions = {}): Optimizer {
  const { learningRate = 1e-3, vectors = 2e-2, ends = learningRate, momentum = 0.9, weightDecay } = options;
  const { momentumIn = ["head"] } = options;
  const matrix = (role: Exclude<Role, "vectors">, learningRate: number) =>
    normalizedSgd({
      learningRate,
      weightDecay,
      momentum: momentumIn.includes(role) ? momentum : 0,
      direction: (gradient) => normalized(gradient, options),
    });
  return byRole({
    hidden: matrix("hidden", learningRate),
    embedding: matrix("embedding", ends),
    head: matrix("head", ends),
    vectors: adam({ learningRate: vectors }),
  });
}

/** A LLaMA: blocks of four attention matrices and three of the gated feed-forward, two norms each, an untied head. */
export interface LlamaShape {
  readonly vocabulary: number;
  readonly width: number;
  readonly depth: number;
  /** Of the feed-forward layer. */
  readonly hidden: number;
}

/** Numbers in each kind of parameter. */
export const parameterCounts = ({ vocabulary, width, depth, hidden }: LlamaShape): Readonly<Record<Role, number>> => ({
  hidden: depth * (4 * width * width + 3 * width * hidden),
  embedding: vocabulary * width,
  head: vocabulary * width,
  vectors: (2 * depth + 1) * width,
});

/** How many numbers an optimizer keeps for the parameters of each role. */
const copies = {
  SGD: { hidden: 0, embedding: 0, head: 0, vectors: 0 },
  "Column-normalized SGD": { hidden: 0, embedding: 0, head: 0, vectors: 2 },
  SCALE: { hidden: 0, embedding: 0, head: 1, vectors: 2 },
  "SinkGD and SWAN": { hidden: 0, embedding: 2, head: 2, vectors: 2 },
  Momentum: { hidden: 1, embedding: 1, head: 1, vectors: 1 },
  Muon: { hidden: 1, embedding: 2, head: 2, vectors: 2 },
  Adam: { hidden: 2, embedding: 2, head: 2, vectors: 2 },
} as const satisfies Record<string, Record<Role, number>>;

export type MemoryRow = keyof typeof copies;
export const memoryRows = Object.keys(copies) as MemoryRow[];

/** Bytes of weights and optimizer state, at 2 bytes a number as in the paper. */
export function memoryOf(
  optimizer: MemoryRow,
  shape: LlamaShape,
  bytes = 2,
): { weights: number; state: number; total: number } {
  const sizes = Object.entries(parameterCounts(shape)) as [Role, number][];
  const weights = bytes * sizes.reduce((sum, [, size]) => sum + size, 0);
  const state = bytes * sizes.reduce((sum, [role, size]) => sum + copies[optimizer][role] * size, 0);
  return { weights, state, total: weights + state };
}

/** The paper's models. */
export const published = {
  "60 M": { vocabulary: 32_000, width: 512, depth: 8, hidden: 1376 },
  "130 M": { vocabulary: 32_000, width: 768, depth: 12, hidden: 2048 },
  "350 M": { vocabulary: 32_000, width: 1024, depth: 24, hidden: 2736 },
  "1 B": { vocabulary: 32_000, width: 2048, depth: 24, hidden: 5461 },
  "7 B": { vocabulary: 32_000, width: 4096, depth: 32, hidden: 11_008 },
} as const satisfies Record<string, LlamaShape>;
