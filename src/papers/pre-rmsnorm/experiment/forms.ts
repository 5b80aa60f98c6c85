/** One trained model in several forms: what each computes, and how far it is from another. */
import { crossEntropy, input, Scope, type Parameters, type Tensor } from "#engine";
import type { windowsAt } from "#lab/datasets/batches";
import { languageModel, textFeeds, type LanguageModel } from "#lab/training/language-model/index";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { compressed, restored } from "../method.ts";
import type { PreRmsLab } from "./settings.ts";

/** How a form is built, and its weights. */
export interface Form {
  readonly name: string;
  readonly model: LanguageModel;
  readonly weights: Parameters;
}

export interface Look {
  /** All logits, [batches * batch, time, vocabulary]. */
  readonly logits: Float32Array;
  readonly nats: number;
  /** Largest |mean| / RMS over all positions, for the stream entering each block and the final norm. */
  readonly drift: readonly number[];
  /** Largest distance of a stream from what is restored after its last channel is dropped; sense only with mean zero. */
  readonly loss: number;
}

/** Runs a form over the windows. */
export async function look(
  { model, weights }: Form,
  windows: readonly ReturnType<typeof windowsAt>[],
  batch: number,
  { device, threads }: PreRmsLab,
): Promise<Look> {
  const length = model.context;
  const { logits, streams } = languageModel(
    new Scope({ mode: "inference" }),
    input("tokens", [batch, length], "int32"),
    model,
  );
  const nats = crossEntropy(logits, input("targets", [batch, length], "int32"));
  const max = (tensors: readonly Tensor[]) => tensors.map((tensor) => tensor.abs().max());
  const drift = max(streams.map((x) => x.mean(-1).div(x.square().mean(-1).sqrt())));
  const loss = max(streams.map((x) => restored(compressed(x)).sub(x))).reduce((a, b) => a.maximum(b));
  const named = Object.fromEntries(drift.map((value, at) => [`drift ${at}`, value]));
  const evaluator = await openEvaluator({ logits, nats, loss, ...named }, { device, threads, name: "forms" });
  try {
    const found = {
      logits: new Float32Array(windows.length * logits.size),
      nats: 0,
      loss: 0,
      drift: streams.map(() => 0),
    };
    for (const [at, window] of windows.entries()) {
      const values = await evaluator.run(weights, textFeeds(window));
      found.logits.set(values.logits.data as Float32Array, at * logits.size);
      found.nats += scalar(values.nats) / windows.length;
      found.loss = Math.max(found.loss, scalar(values.loss));
      found.drift = found.drift.map((so, depth) => Math.max(so, scalar(values[`drift ${depth}`])));
    }
    return found;
  } finally {
    await evaluator.release();
  }
}

/** How far logits are from others: at most by position in the window, on average, and in their most likely character. */
export function difference(a: Float32Array, b: Float32Array, { context, vocabulary }: LanguageModel) {
  const rows = a.length / vocabulary;
  const byPosition = new Array<number>(context).fill(0);
  let [sum, same] = [0, 0];
  for (let row = 0; row < rows; row++) {
    let [choiceA, choiceB] = [0, 0];
    for (let code = 0, at = row * vocabulary; code < vocabulary; code++, at++) {
      const distance = Math.abs(a[at] - b[at]);
      sum += distance;
      byPosition[row % context] = Math.max(byPosition[row % context], distance);
      if (a[at] > a[row * vocabulary + choiceA]) choiceA = code;
      if (b[at] > b[row * vocabulary + choiceB]) choiceB = code;
    }
    if (choiceA === choiceB) same++;
  }
  return { byPosition, mean: sum / a.length, sameChoice: same / rows };
}

/** The most likely characters after a text as long as the context, one after the other. */
export async function continueText(
  { model, weights }: Form,
  start: Int32Array,
  count: number,
  { device, threads }: PreRmsLab,
): Promise<Int32Array> {
  const time = model.context;
  const { logits } = languageModel(new Scope({ mode: "inference" }), input("tokens", [1, time], "int32"), model);
  const next = logits.at(1, time - 1).argmax(1);
  const evaluator = await openEvaluator({ next }, { device, threads, name: "continuation" });
  try {
    const codes = [...start];
    for (let at = 0; at < count; at++)
      codes.push(scalar((await evaluator.run(weights, { tokens: Int32Array.from(codes.slice(-time)) })).next));
    return Int32Array.from(codes.slice(time));
  } finally {
    await evaluator.release();
  }
}
