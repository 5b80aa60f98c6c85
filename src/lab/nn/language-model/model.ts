/**
 * A decoder-only language model whose every part can be exchanged.
 *
 *   stream = embedding(token) + position
 *   stream = placement(stream, attention), placement(stream, feed-forward)     in each block
 *   logits = head(norm(stream))
 *
 * What is not given takes the values that the comparisons of norms share: pre-norm, learned positions, GELU of four
 * times the width, biases, an untied head, N(0, 0.02) everywhere, and maps that write to the stream divided by sqrt(2 depth).
 */
import { normal, zeros, type Scope, type Tensor } from "#engine";
import { causalAttention } from "./attention.ts";
import { blocks } from "./blocks.ts";
import { feedForward } from "./feed-forward.ts";
import type { Block, LinearMap, MapRole, Norm, Placement, Site, Sublayer } from "./parts.ts";
import { preNorm } from "./placement.ts";

export interface LanguageModel {
  readonly vocabulary: number;
  /** The longest text it can see, in tokens; the number of learned positions. */
  readonly context: number;
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly norm: Norm;
  /** The norm of each place, where they differ (the final norm is a place too). Default: `norm` everywhere. */
  readonly normAt?: (site: Site) => Norm;
  readonly placement?: Placement;
  /** A whole block in place of `placement` and of all norms but the final one. */
  readonly block?: Block;
  readonly attention?: Sublayer;
  readonly feedForward?: Sublayer;
  readonly positions?: "learned" | "rotary" | "none";
  readonly biases?: boolean;
  /** The head is the transposed embedding. */
  readonly tied?: boolean;
  /** The head adds a bias. Default: no. */
  readonly headBias?: boolean;
  /** Standard deviation of every matrix at the start. */
  readonly std?: number;
  /** The same for token and position embeddings, which sets the initial scale of the stream. Default: `std`. */
  readonly embeddingStd?: number;
  /** Factor on `std` for maps that write to the stream. Default: 1 / sqrt(2 depth). */
  readonly writerScale?: number;
  /** Replaces every linear map but embedding and head. */
  readonly linear?: LinearMap;
  /** Takes the place of x head, the map to the logits. */
  readonly project?: Projection;
  /** Applied to the sum of embeddings before the first block. */
  readonly stem?: (at: Scope, stream: Tensor) => Tensor;
}

/** A product of x [batch, time, n] and a weight [n, features], at the scope of the map that it belongs to. */
export type Projection = (at: Scope, x: Tensor, weight: Tensor) => Tensor;

/** The product itself. */
export const plainProjection: Projection = (_, x, weight) => x.matmul(weight);

export interface LanguageModelOutput {
  /** [batch, time, vocabulary] */
  readonly logits: Tensor;
  /** The residual stream entering block 1, 2, ..., and last the final norm: depth + 1 tensors [batch, time, width]. */
  readonly streams: readonly Tensor[];
}

/**
 * Builds the model for tokens [batch, time] (int32).
 * @throws Error when the time is longer than the context, or the width not a multiple of the heads.
 */
export function languageModel(at: Scope, tokens: Tensor, model: LanguageModel): LanguageModelOutput {
  const { vocabulary, context, depth, width, heads, normAt = () => model.norm, placement = preNorm } = model;
  const { attention = causalAttention(), feedForward: inner = feedForward(), positions = "learned" } = model;
  const { std = 0.02, embeddingStd = std, tied = false, headBias = false, stem, linear = linearMap(model) } = model;
  const { project = plainProjection } = model;
  const time = tokens.shape[1];
  if (time > context) throw new Error(`${time} tokens do not fit a context of ${context}`);

  const embedding = at.parameter("embedding", [vocabulary, width], normal(embeddingStd));
  let stream = embedding.gather(tokens); // [B,T,d]
  if (positions === "learned")
    stream = stream.add(at.parameter("positions", [context, width], normal(embeddingStd)).slice(0, 0, time));
  if (stem) stream = stem(at.scope("stem"), stream);

  const rotary = positions === "rotary";
  const streams = blocks(at, stream, {
    depth,
    heads,
    rotary,
    linear,
    normAt,
    placement,
    whole: model.block,
    attention,
    feedForward: inner,
  });
  const final = normAt({ block: depth + 1, depth, sublayer: "final" });
  const head = tied ? embedding.transpose() : at.parameter("head", [width, vocabulary], normal(std));
  const products = project(at.scope("head map"), final(at.scope("final norm"), streams[depth]), head); // [B,T,V]
  const logits = headBias ? products.add(at.parameter("head bias", [vocabulary], zeros)) : products;
  return { logits, streams };
}

/**
 * The usual linear map: x W + b with W [in, out] ~ N(0, std), smaller where it writes to the stream.
 * `prepare` changes weight and bias before each use; what is trained stays the parameter itself. `product` takes the place of x W, and may look at the bias that is added to it.
 */
export function linearMap(
  {
    std = 0.02,
    depth,
    writerScale = 1 / Math.sqrt(2 * depth),
    biases = true,
  }: Pick<LanguageModel, "std" | "depth" | "writerScale" | "biases">,
  prepare: (parameter: Tensor, role: MapRole) => Tensor = (parameter) => parameter,
  product: (at: Scope, x: Tensor, weight: Tensor, bias: Tensor | null) => Tensor = plainProjection,
): LinearMap {
  return (at, x, features, role) => {
    const spread = normal(role.toResidual ? std * writerScale : std);
    const weight = prepare(at.parameter("weight", [x.shape.at(-1)!, features], spread), role);
    const bias = biases ? prepare(at.parameter("bias", [features], zeros), role) : null;
    const y = product(at, x, weight, bias);
    return bias ? y.add(bias) : y;
  };
}
