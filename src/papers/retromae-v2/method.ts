/**
 * RetroMAE v2 (DupMAE): an encoder of texts that learns with two decoders, which are thrown away. Xiao and Liu 2022 (arXiv 2211.08769), as in
 * the authors' code.
 *
 *   h     = encoder(CLS x_1 .. x_n SEP with 30 % of the words hidden), e = h_0                 the text as one vector
 *   L_mlm = cross entropy of the hidden words from h
 *   H1_i  = norm(e + position_i), H2 = [e, embedding(x_1), .., embedding(x_n), embedding(SEP)]  the text as it is
 *   A_i   = softmax_j(Q(H1_i) K(H2_j)' / sqrt(d) + M_ij) V(H2)       M: row i sees e and about half of the others, never itself
 *   L_dec = cross entropy of every word x_i from one layer around A
 *   mu    = max over places i > 0 of logits(h_i)                                               [vocabulary]
 *   L_bow = -sum_v a_v log softmax(mu)_v, a_v = 1 / n for every distinct word of the text
 *   L     = L_mlm + L_dec + 0.1 L_bow
 *
 * All three losses share one head, which is tied to the embeddings. Later a text is read as it is, and becomes one vector of two halves:
 *   (c_1, o_1, c_2, o_2, ..), c = W_c e, o = W_o mean over i > 0 of h_i
 */
import { attention, concat, joinHeads, layerNorm, splitHeads, stack, type Scope, type Tensor } from "#engine";
import { embeddingTable, embedVectors, encoder, encoderMap, type Encoder } from "#lab/nn/encoder/encoder";
import { maskedLoss, wordLogits } from "#lab/nn/encoder/masked";
import { feedForward } from "#lab/nn/language-model/feed-forward";
import { weightedCrossEntropy } from "#lab/nn/language-model/weighted";
import type { batchInputs } from "./draws.ts";

/** Weight of the bag of words in the authors' code. */
export const bagWeight = 0.1;

/** What each row of the decoder reads from the rows that it sees. [batch, heads, time, size] each, `visible` [batch, time, time]. */
export const seenValues = (queries: Tensor, keys: Tensor, values: Tensor, visible: Tensor): Tensor =>
  attention(queries, keys, values, { mask: visible.greater(0).unsqueeze(1) });

/**
 * States from which the decoder guesses each token: [batch, time, width]. `text`: e [batch, width]; `tokens`: the text as it is, int32
 * [batch, time]; `visible`: above 0 where a row may see a column, [batch, time, time].
 */
export function decoderStates(at: Scope, text: Tensor, tokens: Tensor, visible: Tensor, model: Encoder): Tensor {
  const { width, heads, expand = 4 } = model;
  const [batch, time] = tokens.shape;
  const decoder = at.scope("decoder");
  const first = text.unsqueeze(1); // [B,1,d]
  const queries = embedVectors(at, first.expand([batch, time, width]), model); // H1
  const words = embedVectors(at, embeddingTable(at, model).gather(tokens), model);
  const memory = concat([first, words.slice(1, 1)], 1); // H2
  const linear = encoderMap({ ...model, depth: 1 });
  const projected = (name: string, x: Tensor) =>
    splitHeads(linear(decoder.scope(name), x, width, { toResidual: false }), heads);
  const mixed = seenValues(projected("query", queries), projected("key", memory), projected("value", memory), visible);
  const attended = linear(decoder.scope("output"), joinHeads(mixed), width, { toResidual: true });
  const states = layerNorm(decoder.scope("attention norm"), queries.add(attended));
  const site = { block: 1, depth: 1, sublayer: "feed-forward" } as const;
  const inner = feedForward({ expand })(decoder.scope("feed-forward"), states, { site, heads, rotary: false, linear });
  return layerNorm(decoder.scope("feed-forward norm"), states.add(inner));
}

/** mu: for each word of the vocabulary, how strongly some place behind CLS speaks for it. Logits [B,T,V], real [B,T,1] -> [B,V]. */
export function strongestWords(logits: Tensor, real: Tensor): Tensor {
  const padded = real.slice(1, 1).sub(1).mul(1000);
  return logits.slice(1, 1).add(padded).max(1).squeeze(1);
}

/** -sum_v a_v log softmax(mu)_v, the mean over texts. Both [batch, vocabulary]. */
export const bagLoss = (mu: Tensor, bag: Tensor): Tensor => mu.logSoftmax().mul(bag).sum(-1).neg().mean();

/** Which decoders take part. `change`: what becomes of e on its way to the decoder; a control takes its gradient away. */
export interface Decoders {
  readonly rebuild?: { readonly change?: (text: Tensor) => Tensor };
  readonly bag?: boolean;
}

/** The losses of a batch, a scalar each. */
export interface DuplexLosses {
  readonly mlm: Tensor;
  readonly rebuild?: Tensor;
  readonly bag?: Tensor;
}

export function duplexLosses(
  at: Scope,
  { tokens, shown, places, codes, weights, visible, rebuilt, bag }: ReturnType<typeof batchInputs>,
  model: Encoder,
  decoders: Decoders,
): DuplexLosses {
  const { layers, real } = encoder(at, shown, model);
  const states = layers.at(-1)!;
  const rebuild = ({ change = (text: Tensor) => text }) => {
    const text = change(states.slice(1, 0, 1).squeeze(1));
    const logits = wordLogits(at, decoderStates(at, text, tokens, visible, model), model);
    return weightedCrossEntropy(logits, tokens, rebuilt);
  };
  return {
    mlm: maskedLoss(at, states, { places, codes, weights }, model),
    ...(decoders.rebuild && { rebuild: rebuild(decoders.rebuild) }),
    ...(decoders.bag && { bag: bagLoss(strongestWords(wordLogits(at, states, model), real), bag) }),
  };
}

/** L. `weight`: of the bag of words, a number or a scalar that is fed. */
export const duplexLoss = ({ mlm, rebuild, bag }: DuplexLosses, weight: number | Tensor = bagWeight): Tensor =>
  [rebuild, bag?.mul(weight)].reduce<Tensor>((sum, loss) => (loss ? sum.add(loss) : sum), mlm);

/** (c_1, o_1, c_2, o_2, ..): every beginning of it has as much of both. [batch, half] each -> [batch, 2 half]. */
export const interleaved = (cls: Tensor, others: Tensor): Tensor =>
  stack([cls, others], 2).reshape(cls.shape[0], 2 * cls.shape[1]);
