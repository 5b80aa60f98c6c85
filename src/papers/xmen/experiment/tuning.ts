/** Makes tuning.json: both encoders with half of the updates, by where the right concepts of validation stand. Run it with `npx tsx` on this file. */
import type { Parameters } from "#engine";
import { localeNames } from "#lab/datasets/locale-names";
import { mean } from "#lab/measure/statistics";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { rankOf } from "../evaluation.ts";
import { openAliasTraining, openAliasVectors, type AliasVectors } from "./alias-encoder.ts";
import { aliasArm, readerArm, tunedArms, type TunedArm } from "./arms.ts";
import { kept, propose, remembered } from "./first-stage.ts";
import { openLists, type Lists } from "./lists.ts";
import { divide, namedConcepts, targets, terminologyOf, type Division } from "./names.ts";
import { bodyOf, openReranker, type ReadList, type Reranker, type RerankerArm } from "./reranker.ts";
import { fullPreset } from "./settings.ts";

const learningRates = [1e-3, 2e-3, 4e-3];
const { aliasSteps, pairs, reading, steps, mentions, candidates } = fullPreset;
const concepts = namedConcepts(await localeNames());

/** In nats; what is not among the candidates stands behind them. */
const lossOf = (ranks: readonly number[], length: number): number =>
  mean(ranks.map((rank) => Math.log(Math.min(rank, length + 1))));

/** Names of validation in all languages, among English ones, by the encoder alone. */
async function lossOfNames(division: Division, vectors: Pick<AliasVectors, "of">): Promise<number> {
  const terminology = terminologyOf(division, { whole: ["en"], partly: [], share: 0 });
  const asked = targets.flatMap((target) =>
    division.validation.flatMap((concept) => {
      const text = division.concepts[concept].names[target];
      return text === undefined ? [] : [{ concept, text }];
    }),
  );
  const proposed = await propose(terminology, asked.map(({ text }) => text), vectors); // prettier-ignore
  const ranks = asked.map(({ concept }, at) => rankOf(proposed[at].dense.map((one) => one.concept), [concept])); // prettier-ignore
  return lossOf(ranks, kept);
}

/** What a seed's later parts are tuned on: the best encoder of names, the best reader of names. */
interface Best {
  readonly loss: number;
  readonly weights: Parameters;
}

const remember = (best: Map<number, Best>, seed: number, found: Best): number => {
  if (found.loss < (best.get(seed)?.loss ?? Infinity)) best.set(seed, found);
  return found.loss;
};

const divisions = new Map<number, Division>();
const divisionOf = (seed: number): Division => {
  const division = divisions.get(seed) ?? divide(concepts, seed);
  divisions.set(seed, division);
  return division;
};

const bestAliases = new Map<number, Best>();
const bestReaders = new Map<number, Best>();

async function trainAliases(learningRate: number, seed: number): Promise<number> {
  const division = divisionOf(seed);
  const training = await openAliasTraining(division, { seed, steps: aliasSteps / 2, pairs, learningRate, threads: 1 });
  try {
    for await (const { diverged } of training.train()) if (diverged !== null) return NaN;
    const weights = await training.trainer.snapshot();
    const vectors = await openAliasVectors(weights, { threads: 1 });
    const loss = await lossOfNames(division, vectors);
    await vectors.release();
    return remember(bestAliases, seed, { loss, weights });
  } finally {
    await training.release();
  }
}

interface Prepared {
  readonly lists: Lists;
  readonly reranker: Reranker;
  release(): Promise<void>;
}

async function prepare(seed: number): Promise<Prepared> {
  const vectors = await openAliasVectors(bestAliases.get(seed)!.weights, { threads: 1 });
  const reranker = await openReranker({ seed, threads: 1, steps: steps / 2, mentions, candidates, looks: 2 });
  return {
    lists: openLists(seed, divisionOf(seed), remembered(vectors), fullPreset),
    reranker,
    async release() {
      await Promise.all([vectors.release(), reranker.release()]);
    },
  };
}

const prepared = new Map<number, Promise<Prepared>>();

const preparedOf = (seed: number): Promise<Prepared> => {
  const own = prepared.get(seed) ?? prepare(seed);
  prepared.set(seed, own);
  return own;
};

/** The weights of an arm and how well they order lists of validation; null where it diverged. */
async function trained(
  { reranker }: Prepared,
  arm: RerankerArm,
  validation: readonly ReadList[],
): Promise<Best | null> {
  const training = reranker.train(arm, () => []);
  for (;;) {
    const { done, value } = await training.next();
    if (!done) continue;
    return value && { weights: value, loss: lossOf(await reranker.ranks(value, validation), candidates - 1) };
  }
}

async function trainReader(learningRate: number, seed: number): Promise<number> {
  const own = await preparedOf(seed);
  const { validation } = await own.lists.of({ ...tunedArms["many, not pulled"], withoutContext: true });
  const arm = { lists: await own.lists.alone(), pull: 0, learningRate, steps: reading / 2 };
  const found = await trained(own, arm, validation);
  return found ? remember(bestReaders, seed, found) : NaN;
}

async function trainArm(name: TunedArm, learningRate: number, seed: number): Promise<number> {
  const own = await preparedOf(seed);
  const { lists, validation } = await own.lists.of(tunedArms[name]);
  const start = bodyOf(bestReaders.get(seed)!.weights);
  const found = await trained(own, { ...tunedArms[name], lists, validation, learningRate, start }, validation);
  return found?.loss ?? NaN;
}

const table = await tuned(
  {
    arms: [aliasArm, readerArm, ...Object.keys(tunedArms)],
    train(arm, learningRate, seed) {
      if (arm === aliasArm) return trainAliases(learningRate, seed);
      return arm === readerArm ? trainReader(learningRate, seed) : trainArm(arm as TunedArm, learningRate, seed);
    },
  },
  learningRates,
);
await writeTuning(import.meta.url, table);
for (const one of prepared.values()) await (await one).release();
