/**
 * Makes tuning.json: every part at its full length, by where the right concepts of validation stand, each part beginning with the one before
 * it at the rate that the experiment will take. Run it with `npx tsx` on this file.
 */
import type { Parameters } from "#engine";
import { localeNames } from "#lab/datasets/locale-names";
import { drain } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tunedLearningRate, tuningSeeds } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { rankOf } from "../evaluation.ts";
import { openAliasTraining, openAliasVectors, type AliasVectors } from "./alias-encoder.ts";
import { aliasArm, readerArm, tunedArms, type TunedArm } from "./arms.ts";
import { kept, propose, remembered } from "./first-stage.ts";
import { openLists } from "./lists.ts";
import { divide, namedConcepts, targets, terminologyOf, type Division } from "./names.ts";
import { bodyOf, openReranker, type ReadList, type Reranker, type RerankerArm } from "./reranker.ts";
import { fullPreset } from "./settings.ts";

const learningRates = [1e-3, 2e-3, 4e-3];
const { aliasSteps, pairs, reading, steps, mentions, candidates } = fullPreset;
const concepts = namedConcepts(await localeNames());

/** Makes what a key names once. */
function once<Made>(make: (key: number) => Made): (key: number) => Made {
  const known = new Map<number, Made>();
  return (key) => {
    const made = known.get(key) ?? make(key);
    known.set(key, made);
    return made;
  };
}

const divisionOf = once((seed) => divide(concepts, seed));

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

/** Weights of a part at every rate and seed, of which the later parts begin with those at the rate that it takes. */
type Weights = Map<string, Parameters>;
const keyOf = (learningRate: number, seed: number): string => `${learningRate} ${seed}`;
const [aliases, readers]: Weights[] = [new Map(), new Map()];

async function trainAliases(_: string, learningRate: number, seed: number): Promise<number> {
  const division = divisionOf(seed);
  const training = await openAliasTraining(division, { seed, steps: aliasSteps, pairs, learningRate, threads: 1 });
  try {
    for await (const { diverged } of training.train()) if (diverged !== null) return NaN;
    const weights = await training.trainer.snapshot();
    aliases.set(keyOf(learningRate, seed), weights);
    const vectors = await openAliasVectors(weights, { threads: 1 });
    const loss = await lossOfNames(division, vectors);
    await vectors.release();
    return loss;
  } finally {
    await training.release();
  }
}

const aliasTable = await tuned({ arms: [aliasArm], train: trainAliases }, learningRates);
const aliasRate = tunedLearningRate(aliasTable, aliasArm);

const preparedOf = once(async (seed) => {
  const vectors = await openAliasVectors(aliases.get(keyOf(aliasRate, seed))!, { threads: 1 });
  const lists = openLists(seed, divisionOf(seed), remembered(vectors), fullPreset);
  return { vectors, lists, reranker: await openReranker({ seed, threads: 1, steps, mentions, candidates }) };
});

/** Weights of an arm, and how well they order lists that did not choose them; null where it diverged. */
async function trained(
  reranker: Reranker,
  arm: RerankerArm,
  judged: readonly ReadList[],
): Promise<{ readonly weights: Parameters; readonly loss: number } | null> {
  const weights = await drain(reranker.train(arm, () => []));
  return weights && { weights, loss: lossOf(await reranker.ranks(weights, judged), candidates - 1) };
}

async function trainReader(_: string, learningRate: number, seed: number): Promise<number> {
  const { lists, reranker } = await preparedOf(seed);
  const { judged } = await lists.of({ sentences: "annotated", amount: "many", withoutContext: true });
  const found = await trained(reranker, { lists: await lists.alone(), pull: 0, learningRate, steps: reading }, judged);
  if (!found) return NaN;
  readers.set(keyOf(learningRate, seed), found.weights);
  return found.loss;
}

const readerTable = await tuned({ arms: [readerArm], train: trainReader }, learningRates);
const readerRate = tunedLearningRate(readerTable, readerArm);

async function trainArm(name: string, learningRate: number, seed: number): Promise<number> {
  const { lists, reranker } = await preparedOf(seed);
  const arm = tunedArms[name as TunedArm];
  const { judged, ...own } = await lists.of(arm);
  const start = bodyOf(readers.get(keyOf(readerRate, seed))!);
  return (await trained(reranker, { ...arm, ...own, learningRate, start }, judged))?.loss ?? NaN;
}

const armTable = await tuned({ arms: Object.keys(tunedArms), train: trainArm }, learningRates);
await writeTuning(import.meta.url, [...aliasTable, ...readerTable, ...armTable]);
for (const seed of tuningSeeds) {
  const { vectors, reranker } = await preparedOf(seed);
  await Promise.all([vectors.release(), reranker.release()]);
}
