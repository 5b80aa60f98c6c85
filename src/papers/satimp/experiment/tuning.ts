/**
 * Makes tuning.json: rates and weights of what is to be kept for every arm, on seeds and people that no result uses. The same runs
 * are looked at in two ways: the best moment, and the last step. Run it with `npx tsx` on this file.
 */
import type { Parameters } from "#engine";
import { createLab, drain } from "#lab/kit/index";
import { medianAt, triedRates, type Tuned } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armNames, arms, comparedAtEnd, type ArmName } from "./arms.ts";
import { courseNamed, lambdas, nameOf } from "./courses.ts";
import { learn, openExam, type Exam } from "./model.ts";
import { createWorld } from "./people.ts";
import { middleRate } from "./rates.ts";
import { balanceAtEnd, keptAt } from "./score.ts";
import { full } from "./settings.ts";
import { divide, type Division } from "./subjects.ts";
import { openForgetters, unlearn, type Moment } from "./unlearn.ts";

const learningRates = [middleRate / 2, middleRate, 2 * middleRate];
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

/** Each is run once, however often it is looked at. */
function trajectory(arm: ArmName, lambda: number, learningRate: number, seed: number): Promise<Moment[]> {
  const key = `${nameOf(arm, lambda)} ${learningRate} ${seed}`;
  if (!trajectories.has(key)) trajectories.set(key, forgetting(arm, lambda, learningRate, seed));
  return trajectories.get(key)!;
}

async function forgetting(arm: ArmName, lambda: number, learningRate: number, seed: number): Promise<Moment[]> {
  if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
  const { start, sets, watched } = await prepared.get(seed)!;
  const trainer = await forgetters.of(arms[arm]);
  const moments: Moment[] = [];
  const course = { ...sets[0], watched, start, learningRate, steps, every: full.every, lambda };
  for await (const moment of unlearn({ trainer, arm: arms[arm], exam, seed }, course)) moments.push(moment);
  return moments;
}

type Score = (moments: readonly Moment[], target: number) => number;

/** Of the arms that are looked at in this way: the weight of what is to be kept at one rate, then rates for the best weight and its neighbours. */
async function table(arms: readonly ArmName[], score: Score): Promise<Tuned[]> {
  const loss = async (arm: ArmName, lambda: number, learningRate: number, seed: number) => {
    const moments = await trajectory(arm, lambda, learningRate, seed);
    return 1 - score(moments, (await prepared.get(seed)!).target);
  };
  const byLambda = await tuned(
    { arms, train: (arm, lambda, seed) => loss(arm as ArmName, lambda, middleRate, seed) },
    lambdas,
  );
  const near = arms.flatMap((arm) => {
    const tried = triedRates(byLambda, arm);
    const medians = tried.map((lambda) => medianAt(byLambda, arm, lambda) ?? Infinity);
    const best = medians.indexOf(Math.min(...medians));
    return tried.slice(Math.max(0, best - 1), best + 2).map((lambda) => nameOf(arm, lambda));
  });
  const rates = await tuned(
    {
      arms: near,
      train(name, learningRate, seed) {
        const { arm, lambda } = courseNamed(name);
        return loss(arm, lambda, learningRate, seed);
      },
    },
    learningRates,
  );
  const others = byLambda
    .map(({ arm, learningRate: lambda, seed, nats }) => ({
      arm: nameOf(arm as ArmName, lambda),
      learningRate: middleRate,
      seed,
      nats,
    }))
    .filter(({ arm }) => !near.includes(arm));
  return [...others, ...rates];
}

await writeTuning(import.meta.url, {
  kept: await table(armNames, keptAt),
  end: await table(comparedAtEnd, balanceAtEnd),
});
await forgetters.release();
await exam.release();
