/** One arm forgets: trajectories of what is left of what should go, and of what should stay. */
import { adam, createTrainer, input, random, type Parameters, type Trainer } from "#engine";
import { answerBatch } from "#lab/datasets/answers";
import { shuffledBatch } from "#lab/datasets/batches";
import type { Lab } from "#lab/kit/index";
import { weightedMean } from "#lab/nn/language-model/weighted";
import { answerModel } from "#lab/training/language-model/index";
import { train } from "#lab/training/training";
import { forgetBatch, type Arm } from "./arms.ts";
import { modelFor, type Exam, type ModelSize } from "./model.ts";
import { rowLength, type Fact, type World } from "./people.ts";

/** Programs that forget, each compiled when its arm is first asked for; a course begins again from its own start. */
export interface Forgetters {
  of(arm: Arm): Promise<Trainer>;
  release(): Promise<void>;
}

export function openForgetters(
  { seed, device, threads }: Pick<Lab, "seed" | "device" | "threads">,
  world: World,
  size?: ModelSize,
): Forgetters {
  const batch = 2 * forgetBatch;
  const opened = new Map<Arm["loss"], Promise<Trainer>>();
  const create = (forgetting: Arm["loss"]) => {
    const { scope, losses, weights } = answerModel(modelFor(world, size), { batch, mode: "training" });
    const kept = weightedMean(losses.slice(0, forgetBatch, batch), weights.slice(0, forgetBatch, batch));
    const forgotten = forgetting({
      losses: losses.slice(0, 0, forgetBatch),
      mask: weights.slice(0, 0, forgetBatch),
    });
    const loss = forgotten.add(kept.mul(input("keep", [])));
    return createTrainer({ scope, loss, optimizer: adam(), maxGradNorm: 1, seed, device, threads });
  };
  return {
    of({ loss }) {
      if (!opened.has(loss)) opened.set(loss, create(loss));
      return opened.get(loss)!;
    },
    async release() {
      for (const trainer of opened.values()) await (await trainer).release();
    },
  };
}

export interface Forgetting {
  readonly forget: readonly Fact[];
  /** What the batches that are to be kept are drawn from. */
  readonly keep: readonly Fact[];
  /** Retention is measured on these. */
  readonly watched: readonly Fact[];
  readonly start: Parameters;
  readonly learningRate: number;
  readonly steps: number;
  readonly every: number;
  /** Weight of the loss on what is to be kept. */
  readonly lambda: number;
}

export interface Moment {
  readonly step: number;
  /** Extraction strength of what should go, and of what should stay. */
  readonly forget: number;
  readonly retain: number;
}

/** What a course of forgetting runs on. */
export interface Forgetter {
  readonly trainer: Trainer;
  readonly arm: Arm;
  readonly exam: Exam;
  /** Of the batches. */
  readonly seed: number;
}

const warmup = 5;

/** Begins anew at the start's weights with an optimizer that remembers nothing. Ends early where the loss is no number any more. */
export async function* unlearn(
  { trainer, arm, exam, seed }: Forgetter,
  { forget, keep, watched, start, learningRate, steps, every, lambda }: Forgetting,
): AsyncGenerator<Moment, void, void> {
  await trainer.restart(start);
  const lost = await exam.sums(start, forget);
  const look = async (step: number): Promise<Moment> => {
    const weights = await trainer.snapshot();
    const [gone, stays] = [await exam.of(weights, forget), await exam.of(weights, watched)];
    return { step, forget: gone.extraction, retain: stays.extraction };
  };
  yield await look(0);
  const draw = (name: string, facts: readonly Fact[], step: number) =>
    shuffledBatch(streamSeed(seed, name), step, { batch: forgetBatch, count: facts.length });
  const feeds = (step: number) => {
    const places = draw("forget", forget, step);
    const facts = Array.from(places, (at) => forget[at]);
    const others = Array.from(draw("keep", keep, step), (at) => keep[at]);
    const fed = answerBatch([...facts, ...others], rowLength);
    const mask = fed.weights.slice(0, forgetBatch * rowLength);
    const reference = Array.from(places, (at) => lost[at]);
    return { ...fed, keep: Float32Array.of(lambda), ...arm.feeds?.({ facts, mask, seed, step, reference }) };
  };
  const rate = (step: number) => learningRate * Math.min(1, (step + 1) / warmup);
  for await (const { step, diverged } of train(trainer, { steps, feeds, learningRate: rate })) {
    if (diverged !== null) return;
    if (step % every === 0 || step === steps) yield await look(step);
  }
}

/** Forgetting and keeping go through their facts in orders of their own. */
const streamSeed = (seed: number, name: string): number =>
  random(seed)
    .stream(name)
    .integers(1, 2 ** 31 - 1)[0];
