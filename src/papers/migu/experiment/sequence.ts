/** One model learns one task after the other: how well it does each, and what is left of those before. */
import { random, type Parameters } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import type { Exchange } from "#lab/datasets/answers";
import { Draw } from "#lab/datasets/draw";
import type { Lab, LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { train } from "#lab/training/training";
import { maskFeed, type Arm } from "./arms.ts";
import type { Accuracy, Bench } from "./bench.ts";
import type { Part } from "./corpus.ts";
import { families, pretrainingFeeds, type FamilyName } from "./networks.ts";
import { batch, type Settings } from "./settings.ts";
import type { Task } from "./tasks.ts";

export interface Course {
  readonly name: string;
  readonly arm: Arm;
  readonly start: Parameters;
  /** In their order. */
  readonly tasks: readonly Task[];
  readonly steps: number;
  readonly learningRate: number;
  /** Which questions. Default: test. */
  readonly part?: Part;
  /** Whether every task that was learned is asked for after each, not only the last one: for pictures. */
  readonly watched?: boolean;
}

/** Rows: after each task; columns: of each task, as far as it was asked. Null: training diverged. */
export type Outcome = readonly (readonly (Accuracy | undefined)[])[] | null;

/** Shares of an earlier task that are stored, and rows of a batch that come from there. */
const [stored, replayed] = [0.05, 2];

/** Rows of one step: a function of seed, task and step, so that arms with and without replay see the same others. */
function rowsOf(seed: number, tasks: readonly Task[], at: number, step: number, replay: boolean): Exchange[] {
  const seedOf = (name: string) => random(seed).stream(name).integers(1, 2 ** 31 - 1)[0]; // prettier-ignore
  const own = tasks[at].exchanges.train;
  const places = shuffledBatch(seedOf(`order of ${tasks[at].name}`), step, { batch, count: own.length });
  const rows = Array.from(places, (place) => own[place]);
  if (!replay || at === 0) return rows;
  const memory = tasks.slice(0, at).flatMap(({ exchanges: { train } }) => train.slice(0, Math.ceil(stored * train.length))); // prettier-ignore
  const draw = new Draw(random(seed).stream(`replay in step ${step} of ${tasks[at].name}`));
  return [...rows.slice(replayed), ...draw.some(memory, replayed)];
}

export async function* learn(lab: Lab, bench: Bench, course: Course): AsyncGenerator<LabEvent, Outcome, void> {
  const { name, arm, start, tasks, steps, learningRate, part = "test", watched = false } = course;
  const family = families[arm.family ?? "decoder"];
  const trainer = await bench.trainer(arm);
  const rows: (Accuracy | undefined)[][] = [];
  let weights = start;
  for (const [at, task] of tasks.entries()) {
    // Each task begins with an optimizer that remembers nothing.
    await trainer.restart(weights);
    const feeds = (step: number) => ({
      ...family.feeds(rowsOf(lab.seed, tasks, at, step, arm.replay ?? false)),
      ...maskFeed(arm.mask, at, lab.seed),
    });
    for await (const { step, diverged } of train(trainer, { steps, feeds, learningRate: () => learningRate })) {
      if (diverged !== null) return null;
      if (step % 20 === 0)
        yield lab.progress((at + step / steps) / tasks.length, `${name}: ${task.name}, step ${step}`);
    }
    weights = await trainer.snapshot();
    const isAsked = (other: number) => other === at || (other < at && (watched || at === tasks.length - 1));
    const row: (Accuracy | undefined)[] = [];
    for (const [other, asked] of tasks.entries())
      row.push(isAsked(other) ? await bench.ask(arm, weights, asked, part) : undefined);
    rows.push(row);
    yield lab.progress((at + 1) / tasks.length, `${name}: ${task.name} learned`);
  }
  return rows;
}

export interface Score {
  /** Mean accuracy over all tasks at the end, among a task's answers. */
  readonly end: number;
  /** The same with any token as an answer. */
  readonly endOfAll: number;
  /** Mean accuracy of each task when it has just been learned. */
  readonly learned: number;
  /** What was lost since: the mean over all tasks but the last of end minus learned. */
  readonly backward: number;
}

export function scoreOf(rows: Outcome): Score {
  if (rows === null) return { end: NaN, endOfAll: NaN, learned: NaN, backward: NaN };
  const last = rows.at(-1)!.map((accuracy) => accuracy!);
  const fresh = rows.map((row, at) => row[at]!.among);
  const before = rows.slice(0, -1).map((_, at) => last[at].among - fresh[at]);
  return {
    end: mean(last.map(({ among }) => among)),
    endOfAll: mean(last.map(({ ofAll }) => ofAll)),
    learned: mean(fresh),
    backward: before.length === 0 ? 0 : mean(before),
  };
}

const pretrainingRate = 3e-3;

/** What all arms of a family begin with: a model of unlabelled text. */
export async function* pretrain(
  lab: Lab,
  bench: Bench,
  { family, sources, steps }: { family: FamilyName; sources: readonly Int32Array[]; steps: Settings["pretraining"] },
): AsyncGenerator<LabEvent, Parameters, void> {
  const trainer = await bench.trainer({ mask: "none", family });
  await trainer.restart();
  const feeds = (step: number) => ({
    ...pretrainingFeeds(families[family], sources, { seed: lab.seed, step, batch }),
    ...maskFeed("none", 0, lab.seed),
  });
  let last = NaN;
  const learningRate = (step: number) => pretrainingRate * Math.min(1, (step + 1) / 20);
  for await (const { step, loss, diverged } of train(trainer, { steps, feeds, learningRate })) {
    if (diverged !== null) throw new Error(`pre-training of the ${family} diverged: ${diverged}`);
    last = loss;
    if (step % 20 === 0) yield lab.progress(step / steps, `${family}: reads, step ${step}, loss ${loss.toFixed(2)}`);
  }
  yield lab.progress(1, `${family}: has read, loss ${last.toFixed(2)}`);
  return trainer.snapshot();
}
