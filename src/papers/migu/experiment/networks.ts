/** One small transformer in three forms: a decoder, an encoder, and both; each reads a prompt and answers with one token. */
import { crossEntropies, input, normal, random, Scope, zeros, type Mode, type Tensor, type Values } from "#engine";
import { answerBatch, type Exchange } from "#lab/datasets/answers";
import { windowsAt } from "#lab/datasets/batches";
import { Draw } from "#lab/datasets/draw";
import { batchOf, padding } from "#lab/datasets/translation";
import { encoderAttention, withoutPadding } from "#lab/nn/language-model/attention";
import { linearMap, plainProjection, type LanguageModel } from "#lab/nn/language-model/model";
import { overWords, translator } from "#lab/nn/translation/model";
import { layerNorm } from "#lab/nn/norms";
import { answerModel } from "#lab/training/language-model/index";
import { masked, maskedAdapter, type Choice } from "../method.ts";
import { tokens, vocabularySize } from "./corpus.ts";
import { promptLength } from "./tasks.ts";

export interface NetworkSize {
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
}

/** What is trained, and how its gradients are masked. No choice: plain products. */
export interface Maps {
  readonly choice?: Choice;
  /** Rank of the adapters beside all linear maps, which alone are trained. Default: none. */
  readonly rank?: number;
  /** Called with the output of every map, at its scope. */
  readonly watch?: (at: Scope, h: Tensor) => void;
}

export interface Network {
  readonly scope: Scope;
  /** Over answers, or over what is to be predicted in pre-training. */
  readonly loss: Tensor;
  /** Logits of the answer, [batch, vocabulary]. */
  readonly answer: Tensor;
}

export interface Family {
  open(size: NetworkSize, options: { batch: number; mode: Mode; maps: Maps }): Network;
  feeds(exchanges: readonly Exchange[]): Values;
  /** Feeds of pre-training, from windows of text. */
  reads(text: Int32Array, places: Int32Array, draw: Draw): Values;
}

/** A text and its instruction. */
const context = promptLength + 1;
/** Tokens that the encoder-decoder writes. */
const written = 8;
/** Of what the adapters add: 32 / rank with a rank of 8. */
const adapterScale = 4;

/** Names of the adapters' parameters end like this. */
export const isAdapter = (name: string): boolean => /\/adapter (down|up)$/.test(name);

/** The product of every linear map of a network, its head included. */
function productOf({ watch, ...maps }: Maps): ReturnType<typeof masked> {
  const product = unwatched(maps);
  if (!watch) return product;
  return (at, x, weight, bias = null) => {
    const y = product(at, x, weight, bias);
    watch(at, bias ? y.add(bias) : y);
    return y;
  };
}

function unwatched({ choice, rank }: Maps): ReturnType<typeof masked> {
  if (rank === undefined) return choice ? masked(choice) : plainProjection;
  return (at, x, weight, bias = null) => {
    const [inputs, outputs] = weight.shape;
    const down = at.parameter("adapter down", [inputs, rank], normal(1 / Math.sqrt(inputs)));
    const up = at.parameter("adapter up", [rank, outputs], zeros);
    const adapter = { down, up, scale: adapterScale };
    return maskedAdapter(at, x, { weight, bias, adapter, choice: choice ?? everything });
  };
}

const everything: Choice = (_, a) => a.greaterEqual(0).cast(a.dtype);

/** Initial values keep the scale of what a map is fed. */
function partsOf(size: NetworkSize, maps: Maps) {
  const std = 1 / Math.sqrt(size.width);
  const product = productOf(maps);
  const linear = linearMap({ depth: size.depth, std }, undefined, product);
  return { std, linear, project: product };
}

function readerModel(size: NetworkSize, maps: Maps): LanguageModel {
  return { ...size, vocabulary: vocabularySize, context, norm: layerNorm, ...partsOf(size, maps) };
}

/** Answers stand where a weight is. */
function reader(model: LanguageModel, { batch, mode }: { batch: number; mode: Mode }): Network {
  const { scope, loss, logits, weights } = answerModel(model, { batch, mode });
  return { scope, loss, answer: logits.mul(weights.unsqueeze(-1)).sum(1, { keepDims: false }) };
}

const decoder: Family = {
  open: (size, { maps, ...options }) => reader(readerModel(size, maps), options),
  feeds: (exchanges) => ({ ...answerBatch(exchanges, context) }),
  reads(text, places) {
    const { inputs, targets } = windowsAt(text, places, context);
    return { tokens: inputs, targets, weights: new Float32Array(inputs.length).fill(1) };
  },
};

/**
 * Every token sees all others; the answer is read at the instruction. Pre-training hides one token in seven. It is the decoder's network in all
 * else, pre-norm and with its head, so that the two differ by what a token sees; the lab's encoder (nn/encoder) is post-norm and has no head.
 */
const encoder: Family = {
  open(size, { maps, batch, mode }) {
    const isPadding = input("tokens", [batch, context], "int32").equal(padding);
    const attention = encoderAttention(withoutPadding(isPadding));
    return reader({ ...readerModel(size, maps), attention }, { batch, mode });
  },
  feeds: decoder.feeds,
  reads(text, places, draw) {
    const { inputs } = windowsAt(text, places, context);
    const hidden = inputs.map(() => Number(draw.below(7) === 0));
    const shown = inputs.map((token, at) => (hidden[at] === 1 ? tokens.masked : token));
    return { tokens: shown, targets: inputs, weights: Float32Array.from(hidden) };
  },
};

/** Reads the prompt in one half and writes the answer with the other. Pre-training writes what follows a window. */
const encoderDecoder: Family = {
  open(size, { batch, mode, maps }) {
    const scope = new Scope({ mode });
    const { linear, project } = partsOf(size, maps);
    const [source, given, target] = (["source", "given", "target"] as const).map((name) =>
      input(name, [batch, name === "source" ? context : written], "int32"),
    );
    const encoderNorm = (at: Scope, x: Tensor) => layerNorm(at, x);
    const model = { ...size, encoderNorm, decoderNorm: layerNorm, linear, project };
    const vocabularies = { source: vocabularySize, target: vocabularySize };
    const logits = translator(scope, source, given, model, vocabularies);
    const losses = crossEntropies(logits, target);
    return { scope, loss: overWords(losses, target), answer: logits.slice(1, 0, 1).squeeze(1) };
  },
  feeds(exchanges) {
    const pairs = exchanges.map(({ prompt, answer }) => ({ source: prompt, target: [...answer, tokens.end] }));
    return { ...batchOf(pairs, { source: context, target: written }) };
  },
  reads(text, places) {
    const pairs = Array.from(places, (from) => ({
      source: [...text.subarray(from, from + context)],
      target: [...text.subarray(from + context, from + context + written)],
    }));
    return { ...batchOf(pairs, { source: context, target: written }) };
  },
};

export const families = { decoder, encoder, "encoder-decoder": encoderDecoder } as const;
export type FamilyName = keyof typeof families;
export const familyNames = Object.keys(families) as FamilyName[];

/** A batch of pre-training: as many windows of each source. */
export function pretrainingFeeds(
  family: Family,
  sources: readonly Int32Array[],
  { seed, step, batch }: { seed: number; step: number; batch: number },
): Values {
  const draw = new Draw(random(seed).stream(`windows of step ${step}`));
  const length = context + written;
  const window = (row: number) => {
    const text = sources[row % sources.length];
    const from = draw.below(text.length - length);
    return text.subarray(from, from + length);
  };
  const rows = Array.from({ length: batch }, (_, row) => window(row));
  const text = new Int32Array(batch * length);
  rows.forEach((row, at) => text.set(row, at * length));
  return family.reads(text, Int32Array.from(rows, (_, at) => at * length), draw); // prettier-ignore
}
