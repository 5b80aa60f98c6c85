/** Trains one arm, and hands back its weights. */
import { input, type Parameters } from "#engine";
import type { Lab, LabEvent } from "#lab/kit/index";
import { recipe, answerModel, type AnswerModel } from "#lab/training/language-model/index";
import { openTraining } from "#lab/training/open-training";
import { lossWeights, type Sequence } from "../method.ts";
import { network, zLoss } from "../network.ts";
import type { Library } from "./documents.ts";
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

/** Sequences of length + 1 as what the model is fed. `prefix`: their prefixes are seen whole, and carry no loss. */
export function feedsOf(sequences: readonly Sequence[], prefix = false) {
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
    ...(prefix && { prefixes: joined(({ prefixes }) => prefixes.subarray(0, length)) }),
  };
}

export interface Trained {
  readonly arm: Arm;
  /** Null: it diverged. */
  readonly weights: Parameters | null;
  /** Tokens with loss, of all that it saw. */
  readonly counted: number;
  readonly seen: number;
}

export async function* trainArm(
  { seed, device, threads, progress }: Lab,
  arm: Arm,
  { books, shape, steps, learningRate }: { books: Library; shape: Shape; steps: number; learningRate: number },
): AsyncGenerator<LabEvent, Trained, void> {
  const { prefix = false, rows = 1 } = arm;
  const { context, batch } = shape;
  yield progress(0, `${arm.name}: compiling`);
  const size = Math.round(rows * batch);
  const { scope, logits, weights, loss } = openModel(books, shape, { batch: size, prefix, mode: "training" });
  let [counted, seen] = [0, 0];
  const feeds = (step: number) => {
    const fed = feedsOf(sequencesOf(arm, books, { seed, step, batch, length: context + 1 }), prefix);
    counted += fed.weights.reduce((sum, weight) => sum + weight, 0);
    seen += fed.weights.length;
    return fed;
  };
  const run = await openTraining(
    { scope, loss: loss.add(zLoss(logits, weights)), feeds },
    { steps, seed, maxGradNorm: 1, device, threads, ...recipe({ learningRate }, steps) },
  );
  try {
    let diverged = false;
    for await (const step of run.train()) {
      diverged = step.diverged !== null;
      if (step.step % 10 === 0 || step.step === steps)
        yield progress(step.step / steps, `${arm.name}: step ${step.step} of ${steps}, loss ${step.loss.toFixed(3)}`);
    }
    return { arm, weights: diverged ? null : await run.trainer.snapshot(), counted, seen };
  } finally {
    await run.release();
  }
}
