/**
 * Megatron-LM: a transformer whose layers are split over ranks. Shoeybi et al. 2019.
 *
 *   x = g(E_r[tokens]) + positions                        embedding cut by rows, which are the vocabulary
 *   u = f(LN(x));  x = x + g(A_r(u)) + b                  attention cut by heads
 *   u = f(LN(x));  x = x + g(gelu(u W_r + w_r) V_r) + c   first map cut by columns, second by rows
 *   logits_r = f(LN(x)) E_r^T                             cut by the vocabulary, and never gathered
 *
 *   f: forward identity, backward sum over ranks          g: forward sum over ranks, backward identity
 *
 * What stands between g and the next f is the same on every rank; between f and g each works alone. As f stands behind the norm, what
 * reaches a norm backward is summed already: its gain, the biases and the positions get the same gradient everywhere without a word.
 */
import type { Parameters, Shape, TypedArray } from "#engine";
import { cutPart, weightsOf, type Communicator, type Cut, type Link, type Segment } from "#engine/parallel/index";
import type { Segments, SplitModel } from "./segments.ts";

export { openSegments, type Segments, type SplitModel } from "./segments.ts";

/** Columns of what reads the stream inside a block, rows of what writes to it, rows of the vocabulary; all else is whole. */
export function cutOf(name: string): Cut {
  if (name === "embedding" || /\/(output|out)\/weight$/.test(name)) return "rows";
  return /\/(query|key|value|in)\/(weight|bias)$/.test(name) ? "columns" : "whole";
}

/** All parameters of a whole model. */
export function shapesOf({ vocabulary, context, depth, width }: SplitModel): Record<string, Shape> {
  const shapes: Record<string, Shape> = { embedding: [vocabulary, width], positions: [context, width] };
  const norm = (name: string) => Object.assign(shapes, { [`${name}/gain`]: [width], [`${name}/bias`]: [width] });
  const linear = (name: string, from: number, to: number) =>
    Object.assign(shapes, { [`${name}/weight`]: [from, to], [`${name}/bias`]: [to] });
  for (let block = 1; block <= depth; block++) {
    norm(`block ${block}/attention/norm`);
    for (const map of ["query", "key", "value", "output"]) linear(`block ${block}/attention/${map}`, width, width);
    norm(`block ${block}/feed-forward/norm`);
    linear(`block ${block}/feed-forward/in`, width, 4 * width);
    linear(`block ${block}/feed-forward/out`, 4 * width, width);
  }
  norm("final norm");
  return shapes;
}

/** A rank's part of all parameters. The whole model is made first and cut then: any number of ranks begins alike. */
export const partOf = (
  whole: Parameters,
  shapes: Readonly<Record<string, Shape>>,
  { rank, size }: Pick<Communicator, "rank" | "size">,
): Parameters =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, cutPart(whole[name], shape, cutOf(name), rank, size)]),
  );

/** The blocks that a rank has, where layers are cut apart as well; links lead to the same rank of the neighbouring stages. */
export interface Stage {
  readonly blocks: readonly number[];
  /** To and from the stage before; without, the stage begins with the embedding. */
  readonly before?: Connection;
  /** To and from the stage behind; without, it ends with the loss. Both ends have the table: its gradient is the sum of theirs. */
  readonly behind?: Connection;
}

export interface Connection {
  readonly forward: Link;
  readonly backward: Link;
}

export type Span = "forward" | "backward" | "sum";

export interface Rank {
  readonly model: SplitModel;
  readonly segments: Segments;
  readonly communicator: Communicator;
  /** Default: all blocks, between embedding and loss. */
  readonly stage?: Stage;
  /** Hears what the rank did, and from when to when. */
  readonly onSpan?: (span: Span, from: number, to: number) => void;
}

export interface Pass {
  /** Mean cross entropy in nats; null where the loss is another stage's. */
  readonly loss: number | null;
  /** Of the rank's own parameters. */
  readonly gradients: Parameters;
}

/** Forward and backward for a batch of tokens and their targets, int32 [batch, context]: 4 sums a layer, 2 at the ends, and 3 small ones for the loss. */
export async function pass(
  { model, segments, communicator, stage, onSpan }: Rank,
  weights: Parameters,
  { tokens, targets }: { readonly tokens: Int32Array; readonly targets: Int32Array },
): Promise<Pass> {
  const { embed, place, norm, attention, feedForward, join, head, loss: crossEntropy } = segments;
  const { blocks = Array.from({ length: model.depth }, (_, at) => at + 1), before, behind } = stage ?? {};
  const first = Int32Array.of((communicator.rank * model.vocabulary) / communicator.size);
  const gradients: Parameters = {};

  const timed = async <T>(span: Span, work: Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work;
    onSpan?.(span, from, performance.now());
    return result;
  };
  const sumUp = (x: Float32Array, reduction: "sum" | "max" = "sum") =>
    timed("sum", communicator.allReduce(x, reduction));

  /** Runs a segment of a layer, and returns what it made and its way back. */
  async function run<In extends string, Out extends string>(
    segment: Segment<In, Out>,
    layer: string,
    feeds: Readonly<Record<In, TypedArray>>,
  ) {
    const own = weightsOf(segment, layer, weights);
    const outputs = await timed("forward", segment.forward(feeds, own));
    const back = async (cotangents: Partial<Record<Out, Float32Array>>) => {
      const found = await timed("backward", segment.backward(feeds, own, cotangents));
      for (const [name, gradient] of Object.entries(found.parameters))
        accumulate(gradients, `${layer}${name}`, gradient);
      return found.inputs;
    };
    return { ...outputs, back };
  }

  type Back = (dy: Float32Array) => Promise<Float32Array>;
  const backs: Back[] = [];

  let x: Float32Array;
  if (before) x = await before.forward.receive();
  else {
    const part = await run(embed, "", { tokens, first });
    await sumUp(part.part); // g
    const placed = await run(place, "", { sum: part.part });
    x = placed.y;
    backs.push(async (dx) => {
      const { sum } = await placed.back({ y: dx });
      await part.back({ part: sum });
      return sum;
    });
  }

  for (const block of blocks)
    for (const [kind, split, last] of [
      ["attention", attention, "output"],
      ["feed-forward", feedForward, "out"],
    ] as const) {
      const layer = `block ${block}/${kind}/`;
      const normed = await run(norm, `${layer}norm/`, { x });
      const part = await run(split, layer, { u: normed.u });
      await sumUp(part.part); // g
      const joined = await run(join, `${layer}${last}/`, { x, sum: part.part });
      x = joined.y;
      backs.push(async (dy) => {
        const through = await joined.back({ y: dy });
        const { u } = await part.back({ part: through.sum });
        await sumUp(u); // f
        return added((await normed.back({ u })).x, through.x);
      });
    }

  let dx: Float32Array;
  let loss: number | null = null;
  if (behind) {
    behind.forward.send(x);
    dx = await behind.backward.receive();
  } else {
    const normed = await run(norm, "final norm/", { x });
    const { logits, largest, ...made } = await run(head, "", { u: normed.u });
    await sumUp(largest, "max");
    const { predicted, exponentials, back } = await run(crossEntropy, "", { logits, largest, targets, first });
    await sumUp(predicted);
    await sumUp(exponentials);
    const count = predicted.length;
    // loss = mean of log(exponentials) - predicted
    loss = predicted.reduce((sum, value, at) => sum + Math.log(exponentials[at]) - value, 0) / count;
    const { logits: dLogits } = await back({
      predicted: predicted.map(() => -1 / count),
      exponentials: exponentials.map((value) => 1 / (count * value)),
    });
    const { u } = await made.back({ logits: dLogits });
    await sumUp(u); // f
    dx = (await normed.back({ u })).x;
  }

  for (const back of backs.reverse()) dx = await back(dx);
  before?.backward.send(dx);
  return { loss, gradients };
}

/** The norm of the whole gradient: cut parameters count on every rank, whole ones on the first only. */
export async function gradientNorm(gradients: Parameters, communicator: Communicator): Promise<number> {
  let squares = 0;
  for (const [name, gradient] of Object.entries(gradients))
    if (communicator.rank === 0 || cutOf(name) !== "whole")
      squares += gradient.reduce((sum, value) => sum + value * value, 0);
  const sum = Float32Array.of(squares);
  await communicator.allReduce(sum);
  return Math.sqrt(sum[0]);
}

/** min(1, most / norm): what every rank multiplies its gradients by. */
export const clipScale = (norm: number, most: number): number => Math.min(1, most / (norm + 1e-6));

/** Bytes of a rank's parameters and of Adam's two moments of each. */
export function bytesPerRank(shapes: Readonly<Record<string, Shape>>, size: number): { cut: number; whole: number } {
  const bytes = { cut: 0, whole: 0 };
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((product, length) => product * length, 1);
    if (cutOf(name) === "whole") bytes.whole += 12 * count;
    else bytes.cut += (12 * count) / size;
  }
  return bytes;
}

function accumulate(gradients: Parameters, name: string, gradient: Float32Array): void {
  gradients[name] = name in gradients ? added(gradients[name], gradient) : gradient;
}

const added = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, at) => value + b[at]);
