/** Makes tuning.json: a rate for every arm, by its loss on validation pairs. Run it with `npx tsx` on this file. */
import { createLab, drain } from "#lab/kit/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { formOf, minerArm, tunedArms, type ArmName } from "./arms.ts";
import { openData, type Data } from "./data.ts";
import { openModels, type MinedPairs, type Models, type Parents } from "./models.ts";
import { openExaminer, validationLoss, type Examiner } from "./scores.ts";
import { fullPreset } from "./settings.ts";
import { temperature } from "./sizes.ts";

const learningRates = [1e-3, 2e-3, 4e-3];
/** Of the miner, which is made before any rate is chosen. */
const minerRate = 2e-3;
/** What all begin from has its full length, the arms half of theirs. */
const settings = { ...fullPreset, share: 0.5, queries: 60, candidates: 150, graded: 1 };

interface Prepared {
  readonly data: Data;
  readonly examiner: Examiner;
  readonly models: Models;
  readonly parents: Parents;
  readonly mined: MinedPairs;
}

const labOf = (seed: number) => createLab(seed, "cpu", 1);

const prepared = new Map<number, Promise<Prepared>>();
async function prepare(seed: number): Promise<Prepared> {
  const lab = labOf(seed);
  const data = await openData(seed, settings);
  const examiner = openExaminer(lab, data);
  const models = openModels(lab, data, examiner, settings);
  const parents = await drain(models.parents(lab));
  const miner = await drain(models.train(lab, minerArm, minerRate, { parents }));
  if (miner === null) throw new Error(`the miner of seed ${seed} diverged`);
  return { data, examiner, models, parents, mined: await models.mine(miner) };
}

const table = await tuned(
  {
    arms: tunedArms,
    async train(arm, learningRate, seed) {
      if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
      const { data, examiner, models, parents, mined } = await prepared.get(seed)!;
      const name = arm as ArmName;
      const weights = await drain(models.train(labOf(seed), name, learningRate, { parents, mined }));
      if (weights === null) return NaN;
      const { queries, candidates } = data.validation;
      const embedded = await examiner.embed(weights, formOf(name), [...new Set([...queries, ...candidates])]);
      return validationLoss(embedded, data.validation, temperature);
    },
  },
  learningRates,
);
await writeTuning(import.meta.url, table);
for (const { models, examiner } of await Promise.all(prepared.values())) {
  await models.release();
  await examiner.release();
}
