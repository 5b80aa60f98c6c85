/** What happens at the sites of a trained model: how far the tanh is driven, and how good the estimated second moment is. */
import type { Parameters, Tensor } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import { languageModelLoss, modelOf, textFeeds, type Block } from "#lab/training/language-model/index";
import { withHooks } from "#lab/measure/hooks";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import type { BhytArm } from "./arms.ts";
import { secondMoment } from "../method.ts";
import type { Bench, BhytLab } from "./settings.ts";

type Machine = Pick<BhytLab, "device" | "threads">;

/** Shares of all entries that reach a tanh, 0..1. */
export interface Saturation {
  /** Within lambda; 1 for arms without a lambda. */
  readonly within: number;
  /** Where the tanh is above 0.9. */
  readonly saturated: number;
}

/** Outputs of the model's bounded sites, over their gains: values of the tanh itself. `name` is the full name of a site's norm. */
async function tanhValues(
  machine: Machine,
  arm: BhytArm,
  bench: Bench,
  weights: Parameters,
): Promise<{ name: string; values: Float32Array }[]> {
  const { norm, sites } = withHooks(arm.norm);
  const inBlocks: Record<string, Tensor> = {};
  // A whole block bounds by itself: what its branches are handed is what its two sites put out.
  const hookedBlock =
    (block: Block): Block =>
    (at, x, { attention, feedForward, ...context }) =>
      block(at, x, {
        ...context,
        attention: (y) => attention((inBlocks[`${at.path}/attention/norm`] = y)),
        feedForward: (y) => feedForward((inBlocks[`${at.path}/feed-forward/norm`] = y)),
      });
  const block = arm.model?.block;
  const hooked: BhytArm = {
    ...arm,
    norm,
    finalNorm: arm.finalNorm ?? arm.norm,
    model: block ? { ...arm.model, block: hookedBlock(block) } : arm.model,
  };
  languageModelLoss(modelOf(hooked, bench), { batch: bench.shape.batch, mode: "inference" });
  const outputs = { ...Object.fromEntries(sites.map(({ name, y }) => [name, y])), ...inBlocks };
  const evaluator = await openEvaluator(outputs, machine);
  const out = await evaluator.run(weights, feedsOf(bench));
  await evaluator.release();
  return Object.entries(out).map(([name, { data }]) => {
    const [gain, bias] = [weights[`${name}/gain`], weights[`${name}/bias`]];
    const values = (data as Float32Array).map((y, at) => {
      const channel = at % gain.length;
      return (y - (bias?.[channel] ?? 0)) / gain[channel];
    });
    return { name, values };
  });
}

/** Over all sites of all blocks. */
export async function saturation(
  machine: Machine,
  arm: BhytArm,
  bench: Bench,
  weights: Parameters,
): Promise<Saturation> {
  const sites = await tanhValues(machine, arm, bench, weights);
  let [within, saturated, all] = [0, 0, 0];
  for (const { name, values } of sites) {
    const bound = Math.tanh(weights[`${name}/lambda`]?.[0] ?? Infinity);
    for (const value of values) {
      if (Math.abs(value) <= bound) within++;
      if (Math.abs(value) > 0.9) saturated++;
    }
    all += values.length;
  }
  return { within: within / all, saturated: saturated / all };
}

/** Estimated and true second moment in front of the feed-forward, one per token. */
export interface Moments {
  readonly block: number;
  readonly estimated: Float32Array;
  readonly measured: Float32Array;
}

export async function moments(
  machine: Machine,
  arm: BhytArm,
  bench: Bench,
  weights: Parameters,
  kappa = 10,
): Promise<Moments[]> {
  const seen: Record<string, Tensor> = {};
  const block = arm.model!.block!;
  const hooked: Block = (at, x, { attention, ...context }) => {
    seen[`before ${context.block}`] = secondMoment(x);
    return block(at, x, {
      ...context,
      attention(y) {
        const added = attention(y);
        seen[`after ${context.block}`] = secondMoment(x.add(added));
        return added;
      },
    });
  };
  const model = modelOf({ ...arm, model: { ...arm.model, block: hooked } }, bench);
  languageModelLoss(model, { batch: bench.shape.batch, mode: "inference" });
  const evaluator: Evaluator = await openEvaluator(seen, machine);
  const out = await evaluator.run(weights, feedsOf(bench));
  await evaluator.release();
  return Array.from({ length: bench.shape.depth }, (_, index) => {
    const number = (name: string) => weights[`block ${index + 1}/${name}`][0];
    const added = number("c") * (number("attention/norm/lambda") / kappa) ** 2;
    const of = (when: string) => out[`${when} ${index + 1}`].data as Float32Array;
    return { block: index + 1, estimated: of("before").map((s2) => s2 + added), measured: of("after").slice() };
  });
}

/** `targets` is what a loss would need. */
function feedsOf({ text, shape: { batch, context } }: Bench) {
  const { tokens } = textFeeds(randomWindows(text.validation, 0, 0, { batch, length: context }));
  return { tokens };
}
