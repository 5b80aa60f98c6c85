/**
 * A small encoder-decoder transformer whose encoder and decoder can have different norms. Vaswani et al. 2017, pre-norm.
 *
 *   memory = norm(encoder blocks(source embedding + position))
 *   stream = self-attention, attention to the memory, feed-forward       in each decoder block
 *   logits = head(norm(stream))
 */
import { normal, where, type Scope, type Tensor } from "#engine";
import { encoderAttention, selfAttention, withoutPadding } from "../language-model/attention.ts";
import { blocks } from "../language-model/blocks.ts";
import { feedForward } from "../language-model/feed-forward.ts";
import { linearMap, plainProjection, type Projection } from "../language-model/model.ts";
import type { LinearMap, Norm, SublayerContext } from "../language-model/parts.ts";
import { preNorm } from "../language-model/placement.ts";
import { padding, type TranslationData } from "../../datasets/translation.ts";

/** A norm that is told which rows of x are real tokens: 1 or 0, [batch, time, 1]. */
export type MaskedNorm = (at: Scope, x: Tensor, real: Tensor) => Tensor;

export interface Translator {
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly encoderNorm: MaskedNorm;
  readonly decoderNorm: Norm;
  /** Replaces every linear map but embeddings and head. Default: N(0, 1 / width), with biases. */
  readonly linear?: LinearMap;
  /** Takes the place of x head, the map to the logits. */
  readonly project?: Projection;
}

/**
 * Logits [batch, target time, target words] of the next word, from source [batch, source time] and given words [batch, target time]
 * (int32, padded with 0).
 */
export function translator(
  at: Scope,
  source: Tensor,
  given: Tensor,
  model: Translator,
  vocabularies: TranslationData["vocabularies"],
): Tensor {
  const { depth, width, heads, encoderNorm, decoderNorm } = model;
  const isPadding = source.equal(padding);
  const visible = withoutPadding(isPadding);
  const mask = isPadding.not().cast("float32").unsqueeze(-1); // [B,S,1]
  const { linear = linearMap({ depth, std: 1 / Math.sqrt(width) }), project = plainProjection } = model;
  const embed = (within: Scope, words: Tensor, vocabulary: number) =>
    within
      .parameter("embedding", [vocabulary, width], normal(1))
      .gather(words)
      .add(within.parameter("positions", [words.shape[1], width], normal(1)));

  const encoder = at.scope("encoder");
  const masked: Norm = (within, x) => encoderNorm(within, x, mask);
  const encoded = blocks(encoder, embed(encoder, source, vocabularies.source), {
    depth,
    heads,
    rotary: false,
    linear,
    normAt: () => masked,
    placement: preNorm,
    attention: encoderAttention(visible),
    feedForward: feedForward(),
  });
  const memory = masked(encoder.scope("final norm"), encoded[depth]);

  const decoder = at.scope("decoder");
  let stream = embed(decoder, given, vocabularies.target);
  for (let block = 1; block <= depth; block++) {
    const within = decoder.scope(`block ${block}`);
    const context = (sublayer: "attention" | "feed-forward"): SublayerContext => {
      return { site: { block, depth, sublayer }, heads, rotary: false, linear };
    };
    const add = (name: string, branch: (here: Scope, x: Tensor) => Tensor) => {
      const here = within.scope(name);
      stream = stream.add(branch(here, decoderNorm(here.scope("norm"), stream)));
    };
    add("attention", (here, x) => selfAttention()(here, x, context("attention")));
    add("memory", (here, x) => crossAttention(here, x, memory, { visible, context: context("attention") }));
    add("feed-forward", (here, x) => feedForward()(here, x, context("feed-forward")));
  }
  const head = decoder.parameter("head", [width, vocabularies.target], normal(1 / Math.sqrt(width)));
  return project(decoder.scope("head map"), decoderNorm(decoder.scope("final norm"), stream), head);
}

/** softmax(Q K^T / sqrt(head width) + visible) V with Q from the stream, K and V from the memory. */
function crossAttention(
  at: Scope,
  x: Tensor,
  memory: Tensor,
  { visible, context: { heads, linear } }: { visible: Tensor; context: SublayerContext },
): Tensor {
  const [batch, time, width] = x.shape;
  const size = width / heads;
  const project = (name: string, from: Tensor) =>
    linear(at.scope(name), from, width, { toResidual: false })
      .reshape(batch, from.shape[1], heads, size)
      .transpose(0, 2, 1, 3); // [B,H,T,D]
  const scores = project("query", x).matmul(project("key", memory).transpose()).div(Math.sqrt(size)).add(visible);
  const mixed = scores.softmax().matmul(project("value", memory)).transpose(0, 2, 1, 3);
  return linear(at.scope("output"), mixed.reshape(batch, time, width), width, { toResidual: true });
}

/** Mean of per-word values over the words of the target that are not padding. */
export function overWords(values: Tensor, target: Tensor): Tensor {
  const words = target.equal(padding).not().cast("float32");
  return values.mul(words).sum().div(words.sum());
}

/** Share of sentences of which every word is right. `right`: 1 or 0 per word, [batch, time]. */
export const wholeSentences = (right: Tensor, target: Tensor): Tensor =>
  where(target.equal(padding), 1, right).min(1).mean();
