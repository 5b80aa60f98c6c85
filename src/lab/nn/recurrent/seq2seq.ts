/**
 * Two stacks of LSTM layers with attention between them: Wu et al. 2016, sections 3 and 6.
 *
 *   memory = top of the encoder: layer 1 reads both ways, the others forwards
 *   a_t = sum of p_s memory_s,  p = softmax(v tanh(W_q y + W_k memory)),  y the bottom decoder layer's output of the step before
 *   decoder layer 1 reads [embedding, a_t], layer i reads [x^(i-1), a_t];  logits = x^L W
 *   x^i = m^i + x^(i-1) from the third layer on, in both stacks
 *
 * One code for whole sequences and for one step: a step is a sequence of length 1 that starts from given states. Only the bottom layer waits
 * for attention; every other layer takes the products of its inputs for all steps at once.
 */
import { concat, stack, uniform, unstack, where, type Scope, type Tensor } from "#engine";
import { padding } from "../../datasets/translation.ts";
import { floats, lstmLayer, type Arithmetic, type LstmMemory, type LstmOptions } from "./lstm.ts";

export interface Seq2Seq {
  /** Symbols, shared by both sides. */
  readonly vocabulary: number;
  readonly embedding: number;
  readonly units: number;
  /** Of each stack, two at least. */
  readonly layers: number;
  /** Default: yes. */
  readonly residual?: boolean;
  /** Whether a cell's output is o tanh(c), as is usual, or o c, as the paper prints it. Default: the latter. */
  readonly outputTanh?: boolean;
  /** Whose output asks for attention: that of the bottom decoder layer (default) or of the top one. */
  readonly query?: "bottom" | "top";
  /** Default: floats as they come. */
  readonly arithmetic?: Arithmetic;
}

/** What the decoder sees of a source. */
export interface Source {
  /** [batch, source time, units] */
  readonly memory: Tensor;
  /** What queries are compared with. [batch, source time, units] */
  readonly keys: Tensor;
  /** 0 where there is a word, else far below. [batch, 1, source time] */
  readonly visible: Tensor;
}

export interface Decoded {
  /** [batch, time, vocabulary] */
  readonly logits: Tensor;
  /** Weights of attention, of sum 1. [batch, time, source time] */
  readonly attention: Tensor;
  /** After the last step, by layer from the bottom. */
  readonly states: readonly LstmMemory[];
}

/** Scores of positions that hold no word: their softmax weight is exactly 0. */
const hidden = -1e9;

const weights = (units: number) => uniform(-1 / Math.sqrt(units), 1 / Math.sqrt(units));

const optionsOf = ({ units, outputTanh = false, arithmetic = floats }: Seq2Seq): LstmOptions => ({
  units,
  outputTanh,
  arithmetic,
  init: weights(units),
});

/** Symbols [batch, time] (int32) as vectors [batch, time, embedding]. */
const embedded = (at: Scope, symbols: Tensor, { vocabulary, embedding, arithmetic = floats }: Seq2Seq): Tensor =>
  arithmetic.keep(at.parameter("embedding", [vocabulary, embedding], uniform(-0.5, 0.5)).gather(symbols));

/** Does the nth layer from the bottom, of 1, 2, ..., add what it reads? The second cannot: what it reads has another width. */
const adds = (layer: number, { residual = true }: Seq2Seq): boolean => residual && layer >= 3;

/** Reads sources [batch, time] (int32, padded with 0 on the right). Padding changes nothing. */
export function encode(at: Scope, source: Tensor, model: Seq2Seq): Source {
  const options = optionsOf(model);
  const { keep } = options.arithmetic;
  const encoder = at.scope("encoder");
  const words = source.equal(padding).not();
  const x = embedded(at, source, model);
  const forwards = lstmLayer(encoder.scope("layer 1"), [x], options).outputs;
  // From the right, padding comes first: the state stays empty until there is a word.
  const backwards = lstmLayer(encoder.scope("layer 1 backwards"), [x], { ...options, backwards: words }).outputs;
  let stream = concat([forwards, backwards], -1);
  for (let layer = 2; layer <= model.layers; layer++) {
    const { outputs } = lstmLayer(encoder.scope(`layer ${layer}`), [stream], options);
    stream = adds(layer, model) ? keep(outputs.add(stream)) : outputs;
  }
  const keys = stream.matmul(at.parameter("attention/key", [model.units, model.units], options.init));
  return { memory: stream, keys, visible: where(words, 0, hidden).unsqueeze(1) };
}

/**
 * What the decoder says after each given symbol [batch, time] (int32), from the given states on.
 * A source of batch 1 serves every row.
 */
export type Decoder = (
  at: Scope,
  given: Tensor,
  source: Source,
  model: Seq2Seq,
  start?: readonly LstmMemory[],
) => Decoded;

/** Whatever does not wait for attention is computed for all steps at once. */
export const decode: Decoder = (at, given, source, model, start) => {
  // With a query from the top a step needs the whole stack of the step before.
  if (model.query === "top" && given.shape[1] > 1) return decodeStepByStep(at, given, source, model, start);
  const options = optionsOf(model);
  const { keep, product, logits } = options.arithmetic;
  const decoder = at.scope("decoder");
  const { attend, attended } = attention(
    at,
    source,
    model.units,
    start?.[model.query === "top" ? model.layers - 1 : 0],
  );
  const bottom = lstmLayer(decoder.scope("layer 1"), [embedded(at, given, model)], {
    ...options,
    start: start?.[0],
    extra: attend,
  });
  const seen = attended();
  const states = [bottom.state];
  let stream = bottom.outputs;
  for (let layer = 2; layer <= model.layers; layer++) {
    const within = { ...options, start: start?.[layer - 1] };
    const { outputs, state } = lstmLayer(decoder.scope(`layer ${layer}`), [stream, seen.contexts], within);
    stream = adds(layer, model) ? keep(outputs.add(stream)) : outputs;
    states.push(state);
  }
  const scores = logits(product(at, "head", stream, model.vocabulary, options.init));
  return { logits: scores, attention: seen.weights, states };
};

/** Attention for one step after the other, and what it was for all of them. */
function attention(at: Scope, { memory, keys, visible }: Source, units: number, first?: LstmMemory) {
  const within = at.scope("attention");
  const query = within.parameter("query", [units, units], weights(units));
  const v = within.parameter("v", [units, 1], weights(units));
  const [contexts, rows]: Tensor[][] = [[], []];
  return {
    /** The context of this step, from what the bottom layer put out in the step before; before the first, from where it starts, if anywhere. */
    attend(before: Tensor | null): Tensor {
      const y = before ?? first?.output;
      const sums = y ? y.matmul(query).unsqueeze(1).add(keys) : keys; // [B,S,d]
      const p = sums.tanh().matmul(v).transpose().add(visible).softmax(); // [B,1,S]
      const context = p.matmul(memory).squeeze(1);
      rows.push(p.squeeze(1));
      contexts.push(context);
      return context;
    },
    /** [batch, time, units] and [batch, time, source time] */
    attended: () => ({ contexts: stack(contexts, 1), weights: stack(rows, 1) }),
  };
}

/** The same, one step after the other: nothing is computed for all steps at once, and no step waits for more than it reads. */
export const decodeStepByStep: Decoder = (at, given, source, model, start) => {
  let states = start;
  const steps = unstack(given, 1).map((symbols) => {
    const step = decode(at, symbols.unsqueeze(1), source, model, states);
    states = step.states;
    return step;
  });
  return {
    logits: concat(steps.map((step) => step.logits), 1), // prettier-ignore
    attention: concat(steps.map((step) => step.attention), 1), // prettier-ignore
    states: states!,
  };
};
