/**
 * Times programs against each other on a machine that does other things as well.
 *
 * In each round every arm runs a few times, in an order drawn anew; its first run of a round is not counted, and the fastest
 * of the others is its time of that round, as other work can only add to it. What lasts longer than a round happens to all
 * arms alike, and a comparison is made within rounds: the median over the rounds of arm / baseline, with a bootstrap interval. The baseline takes part
 * twice, as two separate programs, and the ratio of these two says how large a difference may be without meaning anything.
 */
import {
  compile,
  createTrainer,
  open,
  random,
  type OpenOptions,
  type Tensor,
  type TrainerOptions,
  type Values,
} from "#engine";
import { bootstrap } from "./significance.ts";
import { median } from "./statistics.ts";
import { relay, type Lab, type LabEvent } from "../kit/index.ts";

/** Something that can be opened, run many times, and released. */
export interface TimedArm {
  readonly name: string;
  /** Everything that is not to be timed: compiling, loading, drawing inputs. */
  open(): Promise<Timed>;
}

export interface Timed {
  run(): Promise<unknown>;
  release(): Promise<void>;
}

export interface TimingPlan {
  /** The arm that takes part twice; its twin is called `twinOf(baseline)`. */
  readonly baseline: string;
  /** Other arms that are compared with, which take part twice as well. */
  readonly twins?: readonly string[];
  readonly rounds: number;
  /** Runs of each arm per round, the first of which is not counted. Default 3. */
  readonly runs?: number;
  /** Of the order of arms. */
  readonly seed: number;
  /** Milliseconds from some moment on. Default: by the wall's clock. */
  readonly clock?: () => number;
}

/** Milliseconds by arm: one number per round. */
export type Timings = Readonly<Record<string, readonly number[]>>;

/** A median over rounds, with its 95 % interval. */
export interface Estimate {
  readonly median: number;
  readonly interval: readonly [low: number, high: number];
}

/** A program that is run again and again on the same feeds; its parameters, if given, are a part of it. */
export const inferenceArm = (
  name: string,
  { outputs, feeds, ...options }: OpenOptions & { outputs: Readonly<Record<string, Tensor>>; feeds: Values },
): TimedArm => ({
  name,
  async open() {
    const session = await open(compile({ outputs, name }), options);
    return { run: () => session.run(feeds), release: () => session.release() };
  },
});

/** Whole training steps, forward, backward and update, again and again on the same batch. */
export const trainingArm = (name: string, { feeds, ...options }: TrainerOptions & { feeds: Values }): TimedArm => ({
  name,
  async open() {
    const trainer = await createTrainer(options);
    return { run: () => trainer.step(feeds), release: () => trainer.release() };
  },
});

/**
 * The clock for programs of so many threads. One thread's work is told best by the time that this process had a processor:
 * what other programs take from it does not count. Only Node can tell, and with more threads waiting for each other would
 * not count either, so everything else is timed by the wall's clock.
 */
export function clockFor(threads: number): () => number {
  const usage = threads === 1 ? globalThis.process?.cpuUsage : undefined;
  if (!usage) return () => performance.now();
  return () => {
    const { user, system } = usage();
    return (user + system) / 1000;
  };
}

export const twinOf = (arm: string): string => `${arm} again`;

/**
 * Times the arms; yields the share that is done after each round, and returns the times. All arms are open at once, and
 * are released at the end, whatever happens.
 * @throws Error when the baseline is not among the arms, two arms share a name, or nothing would be counted.
 */
export async function* timeArms(
  arms: readonly TimedArm[],
  { baseline, twins = [], rounds, runs = 3, seed, clock = () => performance.now() }: TimingPlan,
): AsyncGenerator<number, Timings, void> {
  const copies = [baseline, ...twins].map((copied) => {
    const first = arms.find(({ name }) => name === copied);
    if (!first) throw new Error(`timing: no arm is called ${JSON.stringify(copied)}`);
    return { name: twinOf(copied), open: () => first.open() };
  });
  if (rounds < 1 || runs < 2) throw new Error(`timing: ${rounds} rounds of ${runs} runs count nothing`);
  const all = [...arms, ...copies];
  if (new Set(all.map(({ name }) => name)).size < all.length) throw new Error("timing: two arms share a name");

  const opened: Timed[] = [];
  const timings: Record<string, number[]> = Object.fromEntries(all.map(({ name }) => [name, []]));
  const orders = random(seed).stream("order of arms");
  try {
    for (const { open } of all) opened.push(await open());
    for (let round = 0; round < rounds; round++) {
      for (const at of orders.permutation(all.length))
        timings[all[at].name].push(await fastest(opened[at], runs, clock));
      yield (round + 1) / rounds;
    }
    return timings;
  } finally {
    for (const arm of opened) await arm.release();
  }
}

/** The same as a part of an experiment: seed, clock and progress are the lab's. `const timings = yield* timedPart(lab, arms, plan, "a step")`. */
export async function* timedPart(
  lab: Pick<Lab, "seed" | "threads" | "progress">,
  arms: readonly TimedArm[],
  plan: Omit<TimingPlan, "seed" | "clock">,
  what: string,
): AsyncGenerator<LabEvent, Timings, void> {
  yield lab.progress(0, `timing ${what}: compiling`);
  const work = timeArms(arms, { ...plan, seed: lab.seed, clock: clockFor(lab.threads) });
  return yield* relay(work, (done) => [lab.progress(done, `timing ${what}`)]);
}

/** Milliseconds of the fastest run, the first of `runs` left out. */
async function fastest(arm: Timed, runs: number, clock: () => number): Promise<number> {
  await arm.run();
  let best = Infinity;
  for (let run = 1; run < runs; run++) {
    const startedAt = clock();
    await arm.run();
    best = Math.min(best, clock() - startedAt);
  }
  return best;
}

/** How much of the baseline's time an arm saves, in percent of it: 0 is no difference, negative is slower. */
export const saving = (timings: Timings, arm: string, baseline: string): Estimate =>
  overRounds(timings, arm, baseline, (time, base) => 100 * (1 - time / base));

/** Time of an arm as a multiple of the baseline's. */
export const timeRatio = (timings: Timings, arm: string, baseline: string): Estimate =>
  overRounds(timings, arm, baseline, (time, base) => time / base);

/**
 * Half the width of the interval of baseline against baseline, in percent, and at least its distance from zero:
 * a difference below it says nothing.
 */
export function noiseFloor(timings: Timings, baseline: string): number {
  const [low, high] = saving(timings, twinOf(baseline), baseline).interval;
  return Math.max((high - low) / 2, low, -high);
}

/** "12.3 [11.0, 13.1]": the median and its interval. */
export const shownEstimate = ({ median, interval }: Estimate, digits = 1): string =>
  `${median.toFixed(digits)} [${interval.map((end) => end.toFixed(digits)).join(", ")}]`;

function overRounds(
  timings: Timings,
  arm: string,
  baseline: string,
  compare: (time: number, base: number) => number,
): Estimate {
  const timesOf = (name: string) => {
    if (!(name in timings)) throw new Error(`timing: no arm is called ${JSON.stringify(name)}`);
    return timings[name];
  };
  const base = timesOf(baseline);
  const ratios = timesOf(arm).map((time, round) => compare(time, base[round]));
  const { value, interval } = bootstrap(ratios, median);
  return { median: value, interval };
}
