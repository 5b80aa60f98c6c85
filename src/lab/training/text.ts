/** Feeding windows of text to a model of next characters, and its loss on text that was kept back. */
import type { Parameters } from "#engine";
import { fixedWindows, windowsAt, type TextBatch } from "../datasets/batches.ts";
import { scalar, type Evaluator } from "../measure/evaluator.ts";

/** A text in two parts, as character codes (datasets/moby-dick.ts). */
export interface SplitText {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** A batch of windows under the names that the text models take: `tokens` and `targets`, int32 [batch, length]. */
export const textFeeds = ({ inputs, targets }: TextBatch) => ({ tokens: inputs, targets });

/** Mean of a probe's scalar output `nats` over fixed windows, spread evenly over a text. */
export async function meanLoss(
  probe: Evaluator,
  weights: Parameters,
  codes: Int32Array,
  { batch, batches, length }: { batch: number; batches: number; length: number },
): Promise<number> {
  const places = fixedWindows(codes, { count: batch * batches, length });
  let sum = 0;
  for (let index = 0; index < batches; index++) {
    const windows = windowsAt(codes, places.subarray(index * batch, (index + 1) * batch), length);
    sum += scalar((await probe.run(weights, textFeeds(windows))).nats);
  }
  return sum / batches;
}
