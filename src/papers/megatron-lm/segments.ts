/** The programs of a rank: one for all layers of its kind, each the work between two sums over the ranks. */
import { input, layerNorm, normal, zeros, type Device, type Scope } from "#engine";
import {
  openSegment,
  splitAttention,
  splitCrossEntropy,
  splitEmbedding,
  splitFeedForward,
  type SegmentGraph,
} from "#engine/parallel/index";

export interface SplitModel {
  readonly vocabulary: number;
  readonly context: number;
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
}

export interface SegmentsOptions {
  /** Windows of a step. */
  readonly batch: number;
  /** Ranks. */
  readonly size: number;
  readonly device?: Device;
  readonly threads?: number;
}

export type Segments = Awaited<ReturnType<typeof openSegments>>;

/** Opens the programs of one rank of `size`. Ranks in one thread may share them; models that differ in depth may, too. */
export async function openSegments(
  { vocabulary, context, width, heads }: SplitModel,
  { batch, size, ...options }: SegmentsOptions,
) {
  if (vocabulary % size !== 0) throw new RangeError(`a vocabulary of ${vocabulary} cannot be shared by ${size} ranks`);
  const own = vocabulary / size;
  const stream = (name: string) => input(name, [batch, context, width]);
  const [x, u, sum] = [stream("x"), stream("u"), stream("sum")];
  const [tokens, targets] = [input("tokens", [batch, context], "int32"), input("targets", [batch, context], "int32")];
  const [logits, largest] = [input("logits", [batch, context, own]), input("largest", [batch, context])];
  const first = input("first", [], "int32");
  const table = (at: Scope) => at.parameter("embedding", [own, width], normal(0.02));

  const open = <In extends string, Out extends string>(
    name: string,
    build: (at: Scope) => SegmentGraph<In, Out>,
    constant: readonly string[] = [],
  ) => openSegment(build, { name, constant, ...options });

  const segments = {
    /** E_r[tokens] */
    embed: await open("embed", (at) => ({
      inputs: { tokens, first },
      outputs: { part: splitEmbedding(table(at), tokens, first) },
    })),
    place: await open("place", (at) => ({
      inputs: { sum },
      outputs: { y: sum.add(at.parameter("positions", [context, width], normal(0.02))) },
    })),
    norm: await open("norm", (at) => ({ inputs: { x }, outputs: { u: layerNorm(at, x) } })),
    attention: await open("attention", (at) => ({
      inputs: { u },
      outputs: { part: splitAttention(at, u, { heads, size }) },
    })),
    feedForward: await open("feed-forward", (at) => ({
      inputs: { u },
      outputs: { part: splitFeedForward(at, u, { size }) },
    })),
    /** x + sum + b: the bias once, after the sum. */
    join: await open("join", (at) => ({
      inputs: { x, sum },
      outputs: { y: x.add(sum).add(at.parameter("bias", [width], zeros)) },
    })),
    /** u E_r^T, and the largest of each row. */
    head: await open(
      "head",
      (at) => {
        const logits = u.matmul(table(at).transpose());
        return { inputs: { u }, outputs: { logits, largest: logits.max(-1, { keepDims: false }) } };
      },
      ["largest"],
    ),
    loss: await open("loss", () => ({
      inputs: { logits, largest, targets, first },
      outputs: splitCrossEntropy(logits, largest, targets, first),
    })),
  };
  return {
    ...segments,
    size,
    release: async () => void (await Promise.all(Object.values(segments).map((segment) => segment.release()))),
  };
}
