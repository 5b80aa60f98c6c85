/** Goes on with a trained model on another text, as a small stand-in for fine-tuning. */
import type { Parameters } from "#engine";
import type { SplitText } from "../text.ts";
import { stateOfTheUnionCodes } from "../../datasets/state-of-the-union.ts";
import { withProgressRange, type Lab, type LabEvent } from "../../kit/index.ts";
import {
  modelOf,
  openLanguageModel,
  recipe,
  type ArmResult,
  type Comparison,
  type TunedArm,
} from "../language-model/index.ts";

export interface Continuation {
  /** What was trained on; its vocabulary stays. */
  readonly bench: Pick<Comparison, "text" | "shape" | "validationBatches">;
  /** The other text, in the characters of the first. */
  readonly other: SplitText;
  readonly steps: number;
}

/** Trains at a tenth of the arm's rate; the loss on the other text's validation part, in nats per character. NaN where training diverged. */
export async function* continued(
  { seed, device, threads, progress }: Lab,
  arm: TunedArm,
  parameters: Parameters,
  { bench, other, steps }: Continuation,
): AsyncGenerator<LabEvent, number, void> {
  const tenth = { ...arm, learningRate: arm.learningRate / 10 };
  const run = await openLanguageModel({
    ...{ model: modelOf(arm, bench), text: other, batch: bench.shape.batch, steps, seed, parameters, device, threads },
    validationBatches: bench.validationBatches,
    ...recipe(tenth, steps),
  });
  try {
    for await (const { step, diverged } of run.train()) {
      if (diverged !== null) return NaN;
      yield progress(step / steps, `${arm.name}: another text, step ${step} of ${steps}`);
    }
    return await run.validationLoss();
  } finally {
    await run.release();
  }
}

/** The difference that is left on State of the Union addresses, of one arm less another. NaN where one diverged. */
export async function* continuedDifference(
  lab: Lab,
  [first, second]: readonly [ArmResult, ArmResult],
  { bench, steps }: Omit<Continuation, "other">,
): AsyncGenerator<LabEvent, number, void> {
  const other = splitText(await stateOfTheUnionCodes(bench.text.vocabulary));
  const losses: number[] = [];
  for (const [at, { arm, weights, diverged }] of [first, second].entries())
    losses.push(
      diverged === null
        ? yield* continued(withProgressRange(lab, at / 2, (at + 1) / 2), arm, weights, { bench, other, steps })
        : NaN,
    );
  return losses[0] - losses[1];
}

/** The first nine tenths of some codes to train on, the rest to validate. */
export const splitText = (codes: Int32Array): SplitText => {
  const border = Math.round(0.9 * codes.length);
  return { train: codes.subarray(0, border), validation: codes.subarray(border) };
};
