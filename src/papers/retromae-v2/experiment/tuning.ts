/** Makes tuning.json: rates of pre-training and of fine-tuning, all by MRR@10 on subjects that are in no comparison. Run it with `npx tsx` on this file. */
import type { Parameters } from "#engine";
import { createLab, drain } from "#lab/kit/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { fineTuned, tunedArms, tuningNameOf, untrained, type ArmName, type StartName } from "./arms.ts";
import { openData, type Data } from "./data.ts";
import { openFineTuning, type FineTuning } from "./finetuning.ts";
import { openPretraining, type Pretraining } from "./pretraining.ts";
import { fullPreset } from "./settings.ts";
import { mapsOf, openReader, openSearch, textVectors, viewsOf } from "./vectors.ts";

const learningRates = [1.5e-3, 3e-3, 6e-3];
/** Long enough to leave the beginning, in which for some two hundred updates hardly anything is learned. */
const settings = { steps: 250, batch: fullPreset.batch };
const tunedSteps = fullPreset.looks.at(-1)! / 2;
/** At which every start of a fine-tuning was pre-trained here: of the grid, and so at hand when its turn comes. */
const startRate = learningRates[1];
/** In nats, of MRR@10. */
const lossOf = (score: number): number => -Math.log(score);
const labOf = (seed: number) => createLab(seed, "cpu", 1);

interface Prepared {
  readonly data: Data;
  readonly pretraining: Pretraining;
  readonly fineTuning: FineTuning;
  readonly starts: Map<StartName, Parameters | null>;
}

async function prepare(seed: number): Promise<Prepared> {
  const data = openData(seed, fullPreset);
  return {
    data,
    pretraining: openPretraining(labOf(seed), data, settings),
    fineTuning: await openFineTuning(
      labOf(seed),
      { ...data, test: data.validation },
      { steps: tunedSteps, pairs: fullPreset.pairs },
    ),
    starts: new Map(),
  };
}
const prepared = new Map<number, Promise<Prepared>>();

const resources = { device: "cpu", threads: 1 } as const;
const reader = await openReader(textVectors, resources);
const search = openSearch(resources);

/** As the comparison has it: of frozen vectors under maps from pairs, joined, as the two losses of DupMAE are meant for both parts. */
async function frozenLoss({ fit, validation }: Data, weights: Parameters): Promise<number> {
  const maps = await mapsOf(reader, fit, weights);
  const joined = async (of: "queries" | "candidates") =>
    viewsOf(await reader.read(weights, validation[of]), maps).joined;
  return lossOf(await search.score(await joined("queries"), await joined("candidates"), validation));
}

async function train(name: string, learningRate: number, seed: number): Promise<number> {
  if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
  const { data, pretraining, fineTuning, starts } = await prepared.get(seed)!;
  const start = fineTuned.find((start) => tuningNameOf(start) === name);
  if (start === undefined) {
    const weights = await drain(pretraining.train(labOf(seed), name as ArmName, learningRate));
    if (learningRate === startRate) starts.set(name as ArmName, weights);
    return weights ? frozenLoss(data, weights) : NaN;
  }
  const weights = start === untrained ? await pretraining.initial() : starts.get(start)!;
  if (weights === null) return NaN;
  const course = await drain(fineTuning.train(labOf(seed), { name, weights, learningRate }, [tunedSteps]));
  return course ? lossOf(course.at(-1)!.score) : NaN;
}

const table = await tuned({ arms: [...tunedArms, ...fineTuned.map(tuningNameOf)], train }, learningRates);
await writeTuning(import.meta.url, table);
for (const { pretraining, fineTuning } of await Promise.all(prepared.values())) {
  await pretraining.release();
  await fineTuning.release();
}
await Promise.all([reader.release(), search.release()]);
