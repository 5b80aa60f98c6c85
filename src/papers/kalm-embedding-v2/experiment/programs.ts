/** What trains: a causal language model, pairs alone, and pairs with mined negatives, whose weights and mixtures are fed so that arms share a program. */
import { adamW, concat, crossEntropies, detach, input, random, Scope, where, type Tensor, type Values } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import { padding } from "#lab/datasets/words";
import { embeddingTable } from "#lab/nn/encoder/encoder";
import { weightedMean } from "#lab/nn/language-model/weighted";
import {
  contrastiveLoss,
  drawPairs,
  encoder,
  focalWeights,
  openEncoderTraining,
  unitRows,
  type EncoderTraining,
} from "#lab/training/encoder/index";
import { openTraining, type Training } from "#lab/training/open-training";
import { kalmLoss, minedOf, mixedNegatives, pairsPerQuery, type Batch } from "../method.ts";
import type { Aim } from "./arms.ts";
import type { Data } from "./data.ts";
import type { KalmLab, Settings } from "./settings.ts";
import { length, modelOf, ourForm, temperature, type Form } from "./sizes.ts";

export type Resources = Pick<KalmLab, "seed" | "device" | "threads">;
type Sizes = Pick<Settings, "batch">;

const unscheduled = { optimizer: adamW({ weightDecay: 0.01 }), learningRate: () => 0, steps: 0 };

/** Next words of definitions, by the same encoder with its mask on, whose embedding is the head, too. Fed `tokens`. */
export function openLanguageModel(resources: Resources, data: Data, { batch }: Sizes): Promise<Training> {
  const scope = new Scope({ mode: "training" });
  const model = modelOf({ ...ourForm, causal: true }, data.model);
  const tokens = input("tokens", [batch, length], "int32");
  const stream = encoder(scope, tokens, model)
    .layers.at(-1)!
    .slice(1, 0, length - 1);
  const targets = tokens.slice(1, 1, length);
  const losses = crossEntropies(stream.matmul(embeddingTable(scope, model).transpose()), targets);
  const loss = weightedMean(losses, where(targets.equal(padding), 0, 1));
  return openTraining({ scope, loss, feeds: () => ({}) }, { ...resources, ...unscheduled });
}

/** Definitions for it, at step 0, 1, ... */
export function definitionsAt(
  { definitions, tokens }: Data,
  { seed, step, batch }: { seed: number; step: number; batch: number },
): Values {
  const rows = new Int32Array(batch * length);
  for (const [row, at] of shuffledBatch(seed, step, { batch, count: definitions.length }).entries()) {
    const from = definitions[at] * length;
    rows.set(tokens.subarray(from, from + length), row * length);
  }
  return { tokens: rows };
}

/** In-batch InfoNCE on pairs alone. */
export const openPairs = (
  resources: Resources,
  data: Data,
  { batch, form }: Sizes & { form: Form },
): Promise<EncoderTraining> =>
  openEncoderTraining({
    ...{ ...resources, ...unscheduled, batch, pooling: form.pooling },
    data: { ...data, train: data.labelled },
    model: modelOf(form, data.model),
    loss: ({ queries, passages, same }) =>
      contrastiveLoss(queries.at(-1)!, passages.at(-1)!, { temperature, ignored: same }),
  });

/** Slots for what is made of mined negatives: the last is list-wise, and one of the others is for copies alone. */
const slots = pairsPerQuery + 2;

/** The second stage. Each step is fed what `aimFeeds` says besides its pairs. */
export function openAimed(
  resources: Resources,
  data: Data,
  { batch, negatives }: Sizes & { negatives: number },
): Promise<EncoderTraining> {
  const off = input("off", [slots]).greater(0.5).unsqueeze(0).expand([batch, slots]);
  const chosen = (name: string) => input(name, [batch, slots - 1], "int32");
  const pairs = { first: chosen("first"), second: chosen("second"), share: input("share", [batch, slots - 1]) };
  const [passedOn, toMean1] = [input("passed on", []), input("to mean 1", [])];
  const part = (share: Tensor, a: Tensor, b: Tensor) => a.mul(share).add(b.mul(share.neg().add(1)));
  let cosines: Record<string, Tensor> = {};
  return openEncoderTraining({
    ...{ ...resources, ...unscheduled, batch, negatives },
    data: { ...data, train: data.labelled },
    model: modelOf(ourForm, data.model),
    loss({ queries, passages, same }) {
      const all: Batch = { queries: queries.at(-1)!, passages: passages.at(-1)!, same };
      const differentiated = mixedNegatives(all, pairs, { differentiated: true });
      const mixed = part(passedOn, differentiated, detach(differentiated));
      cosines = hardest(all, mixed, off);
      const weigh = (logits: Tensor) => {
        const exponent = input("exponent", []);
        const weights = focalWeights(logits, { exponent }).gather(input("order", [batch], "int32"));
        return weights.div(part(toMean1, weights.mean(), weights.mul(0).add(1)));
      };
      return kalmLoss(all, mixed, { temperature, weigh, ignored: concat([same, off], 1) });
    },
    metrics: () => cosines,
  });
}

/** Cosines of a query, meant over the batch: with its passage, and with the nearest of its own mined and mixed negatives. */
function hardest(batch: Batch, mixed: Tensor, off: Tensor): Record<string, Tensor> {
  const [b, d] = batch.queries.shape;
  const queries = unitRows(batch.queries).unsqueeze(1);
  const cosines = (of: Tensor) => queries.matmul(unitRows(of).transpose()).squeeze(1); // [b, of each]
  const mined = minedOf(batch);
  return {
    passage: cosines(batch.passages.slice(0, 0, b).unsqueeze(1)).mean(),
    mined: cosines(mined.reshape(b, mined.shape[0] / b, d))
      .max(1)
      .mean(),
    mixed: where(off, -1, cosines(mixed)).max(1).mean(),
  };
}

/** The values that make a step an arm's own. */
export function aimFeeds(
  { exponent, weights, extra }: Aim,
  { seed, step, batch, negatives }: { seed: number; step: number; batch: number; negatives: number },
): Values {
  const draws = random(seed);
  const drawn = drawPairs(draws.stream(`mixed at step ${step}`), { queries: batch, negatives, pairs: slots - 1 });
  const isMixed = extra === "mixed" || extra === "passed on";
  const takesPart = (slot: number) => (isMixed ? slot !== slots - 2 : extra === "copies" && slot < slots - 1);
  return {
    ...drawn,
    ...(extra === "copies" && { share: new Float32Array(drawn.share.length).fill(1) }),
    off: Float32Array.from({ length: slots }, (_, slot) => Number(!takesPart(slot))),
    order:
      weights === "shuffled"
        ? Int32Array.from(draws.stream(`weights at step ${step}`).permutation(batch))
        : Int32Array.from({ length: batch }, (_, at) => at),
    exponent: Float32Array.of(exponent),
    "to mean 1": Float32Array.of(Number(weights === "mean 1")),
    "passed on": Float32Array.of(Number(extra === "passed on")),
  };
}
