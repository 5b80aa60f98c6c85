/** Trains an encoder on pairs of texts, and encodes texts at all of its exits. */
import { concat, input, Scope, split, type Device, type Parameters, type Tensor, type Values } from "#engine";
import { shuffledBatch } from "../../datasets/batches.ts";
import type { Pair } from "../../datasets/glosses/pairs.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import { samePassages } from "../../nn/encoder/contrastive.ts";
import { encoder, pool, type Encoder, type Pooling } from "../../nn/encoder/encoder.ts";
import { openTraining, type Training, type TrainingSettings } from "../open-training.ts";

/** What a loss of pairs is made from: vectors after each layer, 1..depth. */
export interface EncodedPairs {
  /** [batch, width] each. */
  readonly queries: readonly Tensor[];
  /** [batch, width] each; with negatives, [batch + batch negatives, width], those of one query one after the other. */
  readonly passages: readonly Tensor[];
  /** Bool [batch, passages]: passages that are the same as a query's own, itself left out. */
  readonly same: Tensor;
}

/** Texts as tokens, and which belong together. */
export interface PairData {
  /** All texts, row after row: [texts, length]. */
  readonly tokens: Int32Array;
  readonly length: number;
  /** Places of texts. */
  readonly train: readonly Pair[];
}

export interface EncoderPlan extends TrainingSettings {
  readonly model: Encoder;
  readonly pooling?: Pooling;
  readonly data: PairData;
  /** Pairs per step. */
  readonly batch: number;
  /** Mined negatives of each pair that take part. Default: none. */
  readonly negatives?: number;
  readonly loss: (pairs: EncodedPairs) => Tensor;
  /** What the loss is fed besides, by step from 0. */
  readonly feeds?: (step: number) => Values;
}

/**
 * Vectors of both sides of `batch` pairs, from one pass. Feeds: queries, passages [batch, length], with mined negatives
 * [batch negatives, length] of them, and identities of all passages.
 */
function encodedPairs(
  at: Scope,
  { model, pooling, data: { length }, batch, negatives = 0 }: EncoderPlan,
): EncodedPairs {
  const texts = (name: string, count: number) => input(name, [count, length], "int32");
  const sides = [texts("queries", batch), texts("passages", batch)];
  if (negatives > 0) sides.push(texts("negatives", batch * negatives));
  const passages = batch * (1 + negatives);
  const { layers, real } = encoder(at, concat(sides, 0), model);
  const vectors = layers.slice(1).map((layer) => split(pool(layer, real, pooling), [batch, passages], 0));
  return {
    queries: vectors.map(([queries]) => queries),
    passages: vectors.map(([, passages]) => passages),
    same: samePassages(input("identities", [passages], "int32"), batch),
  };
}

/** The pairs of a step as what `encodedPairs` is fed, with the first `count` negatives of each. */
export function pairFeeds({ tokens, length }: Omit<PairData, "train">, pairs: readonly Pair[], count = 0): Values {
  const side = (places: readonly number[]) => rowsOf(tokens, length, places);
  const passages = pairs.map(({ passage }) => passage);
  const negatives = pairs.flatMap((pair) => negativesOf(pair, count));
  return {
    queries: side(pairs.map(({ query }) => query)),
    passages: side(passages),
    ...(count > 0 && { negatives: side(negatives) }),
    identities: Int32Array.from([...passages, ...negatives]),
  };
}

function negativesOf({ negatives = [] }: Pair, count: number): readonly number[] {
  if (negatives.length < count) throw new Error(`a pair has ${negatives.length} negatives, not ${count}`);
  return negatives.slice(0, count);
}

function rowsOf(tokens: Int32Array, length: number, places: readonly number[]): Int32Array {
  const rows = new Int32Array(places.length * length);
  for (const [row, place] of places.entries())
    rows.set(tokens.subarray(place * length, (place + 1) * length), row * length);
  return rows;
}

export interface EncoderTraining extends Training {
  /** What step 0, 1, ... is fed, without what the plan's `feeds` add. */
  pairsAt(step: number): Values;
}

/** Compiles an encoder for training. Release it when done. */
export async function openEncoderTraining(plan: EncoderPlan): Promise<EncoderTraining> {
  const { data, batch, negatives, seed, loss, feeds = () => ({}) } = plan;
  const scope = new Scope({ mode: "training" });
  const pairsAt = (step: number): Values =>
    pairFeeds(
      data,
      Array.from(shuffledBatch(seed, step, { batch, count: data.train.length }), (at) => data.train[at]),
      negatives,
    );
  const task = {
    ...{ scope, loss: loss(encodedPairs(scope, plan)) },
    feeds: (step: number) => ({ ...pairsAt(step), ...feeds(step) }),
  };
  return { ...(await openTraining(task, plan)), pairsAt };
}

/** Vectors of texts at all exits. */
export interface TextEncoder {
  /** After each layer, 1..depth, row after row: [places, width] each. */
  encode(parameters: Parameters, places: readonly number[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

const encodedAtOnce = 256;

/** Compiles an encoder of the texts of `data`. Release it when done. */
export async function openTextEncoder(
  {
    model,
    pooling,
    data: { tokens, length },
  }: Pick<EncoderPlan, "model" | "pooling"> & { data: Omit<PairData, "train"> },
  options: { device?: Device; threads?: number } = {},
): Promise<TextEncoder> {
  const { layers, real } = encoder(
    new Scope({ mode: "inference" }),
    input("tokens", [encodedAtOnce, length], "int32"),
    model,
  );
  const exits = layers.slice(1).map((layer, at) => [String(at + 1), pool(layer, real, pooling)] as const);
  const evaluator = await openEvaluator(Object.fromEntries(exits), { ...options, name: "text encoder" });
  return {
    async encode(parameters, places) {
      const vectors = exits.map(() => new Float32Array(places.length * model.width));
      for (let from = 0; from < places.length; from += encodedAtOnce) {
        const some = places.slice(from, from + encodedAtOnce);
        const padded = new Int32Array(encodedAtOnce * length);
        padded.set(rowsOf(tokens, length, some));
        const values = await evaluator.run(parameters, { tokens: padded });
        for (const [at, [name]] of exits.entries())
          vectors[at].set(
            (values[name].data as Float32Array).subarray(0, some.length * model.width),
            from * model.width,
          );
      }
      return vectors;
    },
    release: () => evaluator.release(),
  };
}
