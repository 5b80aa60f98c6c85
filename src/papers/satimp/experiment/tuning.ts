/**
 * Makes tuning.json: every arm at every rate and weight of what is to be kept, on seeds and people that no result uses. The same runs
 * are looked at in two ways: what is kept once enough is gone, and how the last step looks. Run it with `npx tsx` on this file.
 */
import type { Parameters } from "#engine";
import { createLab, drain } from "#lab/kit/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armNames, arms } from "./arms.ts";
import { learn, openExam, type Exam } from "./model.ts";
import { createWorld } from "./people.ts";
import { balanceAtEnd, keptAt } from "./score.ts";
import { full } from "./settings.ts";
import { divide, type Division } from "./subjects.ts";
import { openForgetters, unlearn, type Moment } from "./unlearn.ts";
import { courseNames, lambdas, nameOf } from "./courses.ts";

const learningRates = [3e-4, 6e-4, 1.2e-3];
/** Two thirds of the full preset's. */
const steps = 40;

interface Prepared extends Division {
  readonly start: Parameters;
  readonly target: number;
}

const lab = (seed: number) => createLab(seed, "cpu", 1);
const world = createWorld(1000, full.people);
const exam: Exam = await openExam(lab(1000), world);

/** By seed: other first weights, other batches, another division of the same people. */
const prepared = new Map<number, Promise<Prepared>>();
async function prepare(seed: number): Promise<Prepared> {
  const division = divide(seed, world, { ...full, sets: 1 });
  const [{ forget }] = division.sets;
  const all = [...world.people, ...world.rivers];
  const start = await drain(learn(lab(seed), { name: "all", world, facts: all, steps: full.learning }));
  const reference = await drain(
    learn(lab(seed), { name: "reference", world, facts: division.known, steps: full.learning }),
  );
  return { ...division, start, target: (await exam.of(reference, forget)).extraction };
}

const forgetters = openForgetters(lab(1000), world);
const trajectories = new Map<string, Promise<Moment[]>>();

async function trajectory(name: string, learningRate: number, seed: number): Promise<Moment[]> {
  const [arm, lambda] = courseNames.get(name)!;
  if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
  const { start, sets, watched } = await prepared.get(seed)!;
  const trainer = await forgetters.of(arms[arm]);
  const moments: Moment[] = [];
  const course = { ...sets[0], watched, start, learningRate, steps, every: full.every, lambda };
  for await (const moment of unlearn({ trainer, arm: arms[arm], exam, seed }, course)) moments.push(moment);
  return moments;
}

/** Where enough is never gone, less is better than more: else all such rates would be alike. */
const lossOfKept = (moments: readonly Moment[], target: number): number =>
  1 - keptAt(moments, target) + Math.max(0, Math.min(...moments.map(({ forget }) => forget)) - target);

const work = (loss: (moments: readonly Moment[], target: number) => number) => ({
  arms: armNames.flatMap((arm) => lambdas.map((lambda) => nameOf(arm, lambda))),
  async train(name: string, learningRate: number, seed: number) {
    const key = `${name} ${learningRate} ${seed}`;
    if (!trajectories.has(key)) trajectories.set(key, trajectory(name, learningRate, seed));
    const moments = await trajectories.get(key)!;
    return loss(moments, (await prepared.get(seed)!).target);
  },
});

await writeTuning(import.meta.url, {
  kept: await tuned(work(lossOfKept), learningRates),
  end: await tuned(
    work((moments, target) => 1 - balanceAtEnd(moments, target)),
    learningRates,
  ),
});
await forgetters.release();
await exam.release();
