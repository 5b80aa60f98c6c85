/**
 * 2D Matryoshka sentence embeddings. Li et al. 2024 (arXiv 2402.14776, February version).
 *
 *   V_n   = pool(h^n), n = 1..N          the text after n layers, [batch, D]
 *   V_n^d = V_n[:, :d]                   its first d numbers
 *   n ~ U{1..N-1}, d ~ U{8, 16, ... < D}                                        at each step
 *   L = l(V_N) + a l(V_n) + l(V_N^d) + a l(V_n^d) + b KL(softmax(V_N / T) || softmax(V_n / T))
 *
 * l is any sentence loss that normalizes after the cut. Which exits a step has is data: a one-hot selector of the layer and a 0/1 mask of the
 * features are fed, so that one program serves all of them. A masked vector has the cosines of a cut one.
 */
import { detach, type Stream, type Tensor } from "#engine";

/** How a text is read: after so many layers, so many of its numbers. */
export interface Exit {
  /** From 1 on. */
  readonly layer: number;
  readonly size: number;
}

export interface WeightedExit extends Exit {
  readonly weight: number;
}

/** What a step minimizes: sentence losses at exits, and the divergence of one layer from the last. */
export interface Objective {
  readonly exits: readonly WeightedExit[];
  readonly alignment: { readonly layer: number; readonly weight: number };
}

export interface Extent {
  /** N. */
  readonly depth: number;
  /** D. */
  readonly width: number;
}

/** Powers of two from 8 on, strictly below the width. */
export function cutSizes(width: number): number[] {
  const sizes: number[] = [];
  for (let size = 8; size < width; size *= 2) sizes.push(size);
  return sizes;
}

/** A layer before the last and a size below the full one, uniformly; null where there is none of either. */
export function drawExit(stream: Stream, { depth, width }: Extent): Exit | null {
  const sizes = cutSizes(width);
  if (depth < 2 || sizes.length === 0) return null;
  return { layer: 1 + stream.integers(1, depth - 1)[0], size: sizes[stream.integers(1, sizes.length)[0]] };
}

/** The weights of the authors' code: `v1` of 23 February 2024, `v2` of the week after. */
export type Weights = "v1" | "v2";

/** a and b. v1: 1 and T^2. v2: 1/n and T ln(2 + n). */
export const lossWeights = (
  version: Weights,
  layer: number,
  temperature = 1,
): { shallow: number; alignment: number } =>
  version === "v1"
    ? { shallow: 1, alignment: temperature ** 2 }
    : { shallow: 1 / layer, alignment: temperature * Math.log(2 + layer) };

/** The four corners and the alignment of a step; without a drawn exit the sentence loss alone. */
export function objectiveOf(
  drawn: Exit | null,
  { depth, width }: Extent,
  { weights = "v1", temperature = 1 }: { weights?: Weights; temperature?: number } = {},
): Objective {
  const full = { layer: depth, size: width, weight: 1 };
  if (drawn === null) return { exits: [full], alignment: { layer: depth, weight: 0 } };
  const { layer, size } = drawn;
  const { shallow: weight, alignment } = lossWeights(weights, layer, temperature);
  const corners = [full, { layer, size: width, weight }, { layer: depth, size, weight: 1 }, { layer, size, weight }];
  return { exits: corners, alignment: { layer, weight: alignment } };
}

/** The layer of a one-hot selector [N]. `layers`: V_1, ..., V_N, each [batch, D]. */
export const layerOf = (layers: readonly Tensor[], selector: Tensor): Tensor =>
  layers.map((layer, at) => layer.mul(selector.slice(0, at, at + 1))).reduce((sum, term) => sum.add(term));

/** KL(softmax(teacher / T) || softmax(student / T)) over the features of each row, the mean over the rows. [rows, D] -> scalar. */
export function alignmentLoss(
  teacher: Tensor,
  student: Tensor,
  { temperature = 1, detachTeacher = false }: { temperature?: number; detachTeacher?: boolean } = {},
): Tensor {
  const logP = (detachTeacher ? detach(teacher) : teacher).div(temperature).logSoftmax();
  return logP
    .exp()
    .mul(logP.sub(student.div(temperature).logSoftmax()))
    .sum(-1)
    .mean();
}

/** An objective as tensors: selectors [exits, N], masks [exits, D], weights [exits], aligned [N], alignment scalar. */
export interface ObjectiveTensors {
  readonly selectors: Tensor;
  readonly masks: Tensor;
  readonly weights: Tensor;
  readonly aligned: Tensor;
  readonly alignment: Tensor;
}

/** Both sides of pairs after each layer: V_1, ..., V_N of the queries and of their passages, [batch, D] each. */
export interface Pairs {
  readonly queries: readonly Tensor[];
  readonly passages: readonly Tensor[];
}

export interface LossOptions {
  /** Of queries and passages [batch, D]; it normalizes them itself. */
  readonly loss: (queries: Tensor, passages: Tensor) => Tensor;
  readonly temperature?: number;
  /** Whether the divergence leaves the last layer alone. The authors' code does not. */
  readonly detachTeacher?: boolean;
}

/** The weighted sentence losses at the exits, and the divergence over all rows of both sides. A scalar. */
export function elasticLoss(
  { queries, passages }: Pairs,
  { selectors, masks, weights, aligned, alignment }: ObjectiveTensors,
  { loss, ...alignmentOptions }: LossOptions,
): Tensor {
  const row = (x: Tensor, at: number) => x.slice(0, at, at + 1).squeeze(0);
  const terms = Array.from({ length: selectors.shape[0] }, (_, at) => {
    const cut = (layers: readonly Tensor[]) => layerOf(layers, row(selectors, at)).mul(row(masks, at));
    return loss(cut(queries), cut(passages)).mul(row(weights, at));
  });
  const divergence = [queries, passages]
    .map((layers) => alignmentLoss(layers.at(-1)!, layerOf(layers, aligned), alignmentOptions))
    .reduce((sum, term) => sum.add(term))
    .div(2);
  return terms.reduce((sum, term) => sum.add(term)).add(divergence.mul(alignment));
}

/** The values to feed: as many exits as the program has, those that are missing with weight 0. @throws Error when there are more. */
export function objectiveFeeds({ exits, alignment }: Objective, { depth, width }: Extent, count: number) {
  if (exits.length > count) throw new Error(`${exits.length} exits do not fit a program of ${count}`);
  const selectors = new Float32Array(count * depth);
  const masks = new Float32Array(count * width).fill(1);
  const weights = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const { layer, size, weight } = exits[at] ?? { layer: depth, size: width, weight: 0 };
    selectors[at * depth + layer - 1] = 1;
    masks.fill(0, at * width + size, (at + 1) * width);
    weights[at] = weight;
  }
  const aligned = new Float32Array(depth);
  aligned[alignment.layer - 1] = 1;
  return { selectors, masks, weights, aligned, alignment: Float32Array.of(alignment.weight) };
}
