/** Size of the residual stream by depth: variance and mean magnitude of what enters each block and the final norm. */
import type { Parameters } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import { languageModelLoss, modelOf, textFeeds } from "#lab/training/language-model/index";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import type { BhytArm } from "./arms.ts";
import type { Bench, BhytLab } from "./settings.ts";

/** One number per place: entering block 1, 2, ..., and last the final norm. */
export interface StreamSize {
  readonly variance: readonly number[];
  readonly magnitude: readonly number[];
}

/** Looks at an arm's stream with whatever weights, on one fixed batch, in training mode: there BHyT's c exists from the start. */
export async function openStream(lab: Pick<BhytLab, "device" | "threads">, arm: BhytArm, bench: Bench) {
  const { shape, text } = bench;
  const { scope, streams } = languageModelLoss(modelOf(arm, bench), { batch: shape.batch, mode: "training" });
  const outputs = streams.flatMap((stream, at) => [
    [`variance ${at}`, stream.sub(stream.mean(-1)).square().mean()] as const,
    [`magnitude ${at}`, stream.abs().mean()] as const,
  ]);
  const probe = await openEvaluator(Object.fromEntries(outputs), lab);
  const { tokens } = textFeeds(randomWindows(text.train, 0, 0, { batch: shape.batch, length: shape.context }));
  return {
    scope,
    async of(weights: Parameters): Promise<StreamSize> {
      const out = await probe.run(weights, { tokens });
      const all = (name: string) => streams.map((_, at) => scalar(out[`${name} ${at}`]));
      return { variance: all("variance"), magnitude: all("magnitude") };
    },
    release: () => probe.release(),
  };
}
