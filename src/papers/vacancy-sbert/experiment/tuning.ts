/** Makes tuning.json: a rate for every arm that learns, by where the right titles of validation stand on average. Run it with `npx tsx` on this file. */
import { createLab, drain } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { tunedArms, type TrainedArm } from "./arms.ts";
import { openContestants, type Contestant, type Contestants } from "./contestants.ts";
import { openData, type Data } from "./data.ts";
import { openModels, type Models } from "./models.ts";
import { fullPreset } from "./settings.ts";

const learningRates = [2e-3, 4e-3, 8e-3];

interface Prepared {
  readonly data: Data;
  readonly models: Models;
  readonly contestants: Contestants;
}

const half = { ...fullPreset, steps: fullPreset.steps / 2 };
const labOf = (seed: number) => createLab(seed, "cpu", 1);

async function prepare(seed: number): Promise<Prepared> {
  const data = await openData(seed, fullPreset);
  const lab = labOf(seed);
  return { data, models: openModels(lab, data, half), contestants: await openContestants(lab, data) };
}

const prepared = new Map<number, Promise<Prepared>>();

/** Mean logarithm of the rank, of titles as written, in nats: it tells more than a recall of so few. */
const lossOf = async ({ ranks }: Contestant, { validation }: Data): Promise<number> =>
  mean((await ranks(validation, 1)).map(Math.log));

const table = await tuned(
  {
    arms: tunedArms,
    async train(arm, learningRate, seed) {
      if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
      const { data, models, contestants } = await prepared.get(seed)!;
      const lab = labOf(seed);
      if (arm === "FastText")
        return lossOf(await contestants.fastText(await drain(models.fastText(lab, learningRate))), data);
      const weights = await drain(models.train(lab, arm as TrainedArm, learningRate));
      return weights ? lossOf(await contestants.trained(arm as TrainedArm, weights), data) : NaN;
    },
  },
  learningRates,
);
await writeTuning(import.meta.url, table);
for (const { models, contestants } of await Promise.all(prepared.values())) {
  await models.release();
  await contestants.release();
}
