/** Feeding windows of text to a model of next characters, and its loss on text that was kept back. */
import type { Parameters, Tensor } from "#engine";
import { fixedWindows, windowsAt, type TextBatch } from "../datasets/batches.ts";
import type { Evaluator } from "../measure/evaluator.ts";
import { evaluateMeans, type Training } from "./open-training.ts";

/** A text in two parts, as character codes (datasets/moby-dick.ts). */
export interface SplitText {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** A code that stands before every window of it (datasets/started.ts). */
  readonly start?: number;
}

/** For tuning: the end of the training text is held out in the place of the text that a comparison holds out, which is not looked at. */
export function heldOutOfTraining<Text extends SplitText>(text: Text): Text {
  const border = text.train.length - text.validation.length;
  return { ...text, train: text.train.subarray(0, border), validation: text.train.subarray(border) };
}

/** A batch of windows under the names that the text models take: `tokens` and `targets`, int32 [batch, length]. */
export const textFeeds = ({ inputs, targets }: TextBatch) => ({ tokens: inputs, targets });

export interface ValidationSet {
  readonly batch: number;
  readonly batches: number;
  readonly length: number;
  /** A code that stands before every window. */
  readonly start?: number;
}

/** Batches of fixed windows, spread evenly over a text. */
export function validationFeeds(codes: Int32Array, { batch, batches, length, start }: ValidationSet) {
  const starts = fixedWindows(codes, { count: batch * batches, length });
  return Array.from({ length: batches }, (_, index) =>
    textFeeds(windowsAt(codes, starts.subarray(index * batch, (index + 1) * batch), length, start)),
  );
}

/** Mean of an evaluator's scalar output `nats` over fixed windows, spread evenly over a text. */
export async function meanLoss(
  evaluator: Evaluator,
  weights: Parameters,
  codes: Int32Array,
  set: ValidationSet,
): Promise<number> {
  return (await evaluateMeans(evaluator, weights, validationFeeds(codes, set))).nats;
}

/** A training on text, with its loss on text that was kept back. */
export interface TextRun extends Training {
  /** Nats per character on fixed windows of the validation text, in inference mode, with the present weights. */
  validationLoss(): Promise<number>;
}

/** @param lossOf builds the loss in inference mode, for feeds of the validation set's size. */
export const textRun = (training: Training, lossOf: () => Tensor, text: SplitText, set: ValidationSet): TextRun => ({
  ...training,
  async validationLoss() {
    const feeds = validationFeeds(text.validation, set);
    return (await training.means("validation", () => ({ nats: lossOf() }), feeds)).nats;
  },
});
