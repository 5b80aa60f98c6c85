/** Trains arms, and hands back their weights. */
import { createTrainer, input, type Parameters, type Trainer } from "#engine";
import type { Lab, LabEvent } from "#lab/kit/index";
import { answerModel, recipe, type AnswerModel } from "#lab/training/language-model/index";
import { train } from "#lab/training/training";
import { lossWeights, type Sequence } from "../method.ts";
import { network, zLoss } from "../network.ts";
import type { Kind, Library } from "./documents.ts";
import { sequencesOf, type Arm } from "./objectives.ts";
import type { Shape } from "./settings.ts";

/** The model with its losses by token. Feeds besides those of `answerModel`: `prefixes`, int32 [batch, length], where there are any. */
export function openModel(
  { tokens }: Pick<Library, "tokens">,
  { context, depth, width, heads }: Shape,
  { batch, prefix = false, mode }: { batch: number; prefix?: boolean; mode: "training" | "inference" },
): AnswerModel {
  const prefixes = prefix ? input("prefixes", [batch, context], "int32") : undefined;
  return answerModel(network({ vocabulary: tokens, context, depth, width, heads }, prefixes), { batch, mode });
}

/** Sequences of length + 1 as what the model is fed. Their prefixes carry no loss where there is any, and are seen whole where `prefix` says so. */
export function feedsOf(sequences: readonly Sequence[], prefix?: Arm["prefix"]) {
  const length = sequences[0].tokens.length - 1;
  const joined = (of: (sequence: Sequence) => Int32Array) => {
    const all = new Int32Array(sequences.length * length);
    sequences.forEach((sequence, row) => all.set(of(sequence), row * length));
    return all;
  };
  const weights = new Float32Array(sequences.length * length).fill(1);
  if (prefix) sequences.forEach(({ prefixes }, row) => weights.set(lossWeights(prefixes), row * length));
  return {
    tokens: joined(({ tokens }) => tokens.subarray(0, length)),
    targets: joined(({ tokens }) => tokens.subarray(1)),
    weights,
    ...(prefix === "seen" && { prefixes: joined(({ prefixes }) => prefixes.subarray(0, length)) }),
  };
}

export interface Trained {
  /** Null: it diverged. */
  readonly weights: Parameters | null;
  /** Share of the tokens that it saw which had loss. */
  readonly counted: number;
}

interface TrainingPlan {
  readonly steps: number;
  readonly learningRate: number;
  readonly data: readonly Kind[];
}

/** Arms of one seed. Those that differ in their sequences only share a program, and each begins at the same first values. */
export interface Trainers {
  train(lab: Lab, arm: Arm, plan: TrainingPlan): AsyncGenerator<LabEvent, Trained, void>;
  release(): Promise<void>;
}

export function openTrainers(
  { seed, device, threads }: Pick<Lab, "seed" | "device" | "threads">,
  books: Library,
  shape: Shape,
): Trainers {
  const opened = new Map<string, Promise<Trainer>>();
  const trainerOf = (batch: number, prefix: boolean): Promise<Trainer> => {
    const create = () => {
      const { scope, logits, weights, loss } = openModel(books, shape, { batch, prefix, mode: "training" });
      const optimizer = recipe({ learningRate: 0 }, 1).optimizer;
      const whole = loss.add(zLoss(logits, weights));
      return createTrainer({ scope, loss: whole, optimizer, maxGradNorm: 1, seed, device, threads });
    };
    const key = `${batch} ${prefix}`;
    const trainer = opened.get(key) ?? create();
    opened.set(key, trainer);
    return trainer;
  };
  return {
    async *train({ progress }, arm, { steps, learningRate, data }) {
      const { name, prefix, rows = 1 } = arm;
      yield progress(0, `${name}: begins`);
      const trainer = await trainerOf(Math.round(rows * shape.batch), prefix === "seen");
      await trainer.restart();
      let [counted, seen] = [0, 0];
      const feeds = (step: number) => {
        const { batch, context } = shape;
        const sequences = sequencesOf(arm, books, { data, seed, step, batch, length: context + 1 });
        const fed = feedsOf(sequences, prefix);
        counted += fed.weights.reduce((sum, weight) => sum + weight, 0);
        seen += fed.weights.length;
        return fed;
      };
      const schedule = recipe({ learningRate }, steps).learningRate;
      for await (const { step, loss, diverged } of train(trainer, { steps, feeds, learningRate: schedule })) {
        if (diverged !== null) return { weights: null, counted: counted / seen };
        if (step % 10 === 0 || step === steps)
          yield progress(step / steps, `${name}: step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
      }
      return { weights: await trainer.snapshot(), counted: counted / seen };
    },
    async release() {
      for (const trainer of opened.values()) await (await trainer).release();
    },
  };
}
