/** Makes tuning.json: a rate for every arm, by where the right answers stand on average at the exits that it is meant for. Run it with `npx tsx` on this file. */
import { createLab, drain } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { arms, depthOf, tunedArms, type ArmName } from "./arms.ts";
import { openData } from "./data.ts";
import { openPrograms, trainArm, type Programs } from "./models.ts";
import { at, openExaminer, type Examiner } from "./quality.ts";
import { fullPreset } from "./settings.ts";

const learningRates = [2e-3, 4e-3, 8e-3];
/** As long as in the comparison: after 120 updates an encoder nested in size has hardly begun to learn, at whatever rate. */
const settings = { steps: fullPreset.steps, batch: fullPreset.batch };

interface Prepared {
  readonly programs: Programs;
  readonly examiner: Examiner;
}

const labOf = (seed: number) => createLab(seed, "cpu", 1);

/** Seeds of tuning are in no comparison: their test is what rates are chosen on. */
async function prepare(seed: number): Promise<Prepared> {
  const data = await openData(seed, { queries: 1_000, candidates: 2_000, graded: 1 });
  return { programs: openPrograms(labOf(seed), data, settings), examiner: await openExaminer(labOf(seed), data) };
}

const prepared = new Map<number, Promise<Prepared>>();

const table = await tuned(
  {
    arms: tunedArms,
    async train(arm, learningRate, seed) {
      if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
      const { programs, examiner } = await prepared.get(seed)!;
      const name = arm as ArmName;
      const weights = await drain(trainArm(labOf(seed), programs, { name, learningRate, settings }));
      if (!weights) return NaN;
      const grid = await examiner.grid(weights, depthOf(name));
      return mean(arms[name].exits.map(({ layer, size }) => at(grid, layer, size).logRank));
    },
  },
  learningRates,
);
await writeTuning(import.meta.url, table);
for (const { programs, examiner } of await Promise.all(prepared.values())) {
  await programs.release();
  await examiner.release();
}
