/** Trains an encoder on pairs of texts, and encodes texts at all of its exits. */
import { concat, input, Scope, split, type Device, type Parameters, type Tensor, type Values } from "#engine";
import { shuffledBatch } from "../../datasets/batches.ts";
import type { Pair } from "../../datasets/glosses/pairs.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import { samePassages } from "../../nn/encoder/contrastive.ts";
import { encoder, pool, type Encoder, type Pooling } from "../../nn/encoder/encoder.ts";
import { openTraining, type Training, type TrainingSettings } from "../open-training.ts";

/** What a loss of pairs is made from: vectors after each layer, 1..depth, [batch, width] each. */
export interface EncodedPairs {
  readonly queries: readonly Tensor[];
  readonly passages: readonly Tensor[];
  /** Bool [batch, batch]: passages that are the same as a query's own, itself left out. */
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
  readonly loss: (pairs: EncodedPairs) => Tensor;
  /** What the loss is fed besides, by step from 0. */
  readonly feeds?: (step: number) => Values;
}

/** Vectors of both sides of `batch` pairs, from one pass. Feeds: queries, passages [batch, length], identities [batch] of the passages. */
function encodedPairs(at: Scope, { model, pooling, data: { length }, batch }: EncoderPlan): EncodedPairs {
  const side = (name: string) => input(name, [batch, length], "int32");
  const { layers, real } = encoder(at, concat([side("queries"), side("passages")], 0), model);
  const sides = layers.slice(1).map((layer) => split(pool(layer, real, pooling), 2, 0));
  return {
    queries: sides.map(([queries]) => queries),
    passages: sides.map(([, passages]) => passages),
    same: samePassages(input("identities", [batch], "int32"), batch),
  };
}

/** The pairs of a step as what `encodedPairs` is fed. */
export function pairFeeds({ tokens, length }: PairData, pairs: readonly Pair[]) {
  const side = (places: readonly number[]) => rowsOf(tokens, length, places);
  return {
    queries: side(pairs.map(({ query }) => query)),
    passages: side(pairs.map(({ passage }) => passage)),
    identities: Int32Array.from(pairs, ({ passage }) => passage),
  };
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
  const { data, batch, seed, loss, feeds = () => ({}) } = plan;
  const scope = new Scope({ mode: "training" });
  const pairsAt = (step: number): Values =>
    pairFeeds(
      data,
      Array.from(shuffledBatch(seed, step, { batch, count: data.train.length }), (at) => data.train[at]),
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
