/** Four identities that must hold before any comparison is believed. */
import { initialize, type Parameters } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, LabEvent } from "#lab/kit/index";
import { layerNorm } from "#papers/layer-norm/method";
import { powerNormV } from "#papers/power-norm/method";
import { trainable } from "#papers/pre-rmsnorm/method";
import { seedNorm } from "#papers/seednorm/method";
import {
  languageModelLoss,
  modelOf,
  openLanguageModel,
  recipe,
  textFeeds,
  type LanguageModel,
  type Norm,
} from "#lab/training/language-model/index";
import { rmsNorm, rmsScale } from "#lab/nn/norms";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { unifiedNorm } from "#papers/unified-normalization/method";
import type { SanityCheckRow } from "./rows.ts";
import { wide } from "./settings.ts";

export async function* sanityCheckUnit(lab: Lab, text: CharacterText): AsyncGenerator<LabEvent, SanityCheckRow, void> {
  const model = (norm: Norm) => modelOf({ norm }, { text, shape: wide });
  const checks: SanityCheckRow["checks"][number][] = [];
  const add = (statement: string, value: number, limit: number) => checks.push({ statement, value, limit });

  const [plain, recentred] = [model((at, x) => layerNorm(at, x)), trainable(model((at, x) => layerNorm(at, x)))];
  yield lab.progress(0, "layer norm as Pre-RMSNorm");
  const [a, b] = [await losses(lab, text, plain), await losses(lab, text, recentred)];
  add("Pre-RMSNorm in its training form trains as LN: losses of 20 steps", largestGap(a, b), 1e-4);

  yield lab.progress(0.6, "first losses");
  const eps = 1e-5;
  const first = (norm: Norm) => firstLoss(lab, text, model(norm));
  const bare = await first((_, x) => rmsScale(x, { eps }));
  add("SeeDNorm starts as RMS", Math.abs((await first((at, x) => seedNorm(at, x))) - bare), 1e-6);
  add("RMS without gain starts as RMS", Math.abs((await first((at, x) => rmsNorm(at, x, { eps }))) - bare), 1e-6);
  const unified: Norm = (at, x) => unifiedNorm(at, x, { warmup: 0, filtration: false, window: 1 });
  yield lab.progress(0.8, "UN with a window of one batch");
  const [un, pn] = [
    await losses(lab, text, model(unified), 5),
    await losses(
      lab,
      text,
      model((at, x) => powerNormV(at, x)),
      5,
    ),
  ];
  add("UN with a window of one batch trains as PN-V: losses of 5 steps", largestGap(un, pn), 1e-4);
  for (const { statement, value, limit } of checks)
    if (!(value <= limit)) throw new Error(`sanity check: ${statement}: ${value} is more than ${limit}`);
  return { kind: "sanity checks", checks };
}

const largestGap = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at])));

/** Training losses, one per step. */
async function losses(
  { seed, device, threads }: Lab,
  text: CharacterText,
  model: LanguageModel,
  steps = 20,
): Promise<number[]> {
  const plan = { model, text, batch: wide.batch, steps, seed, maxGradNorm: 1, device, threads };
  const run = await openLanguageModel({ ...plan, ...recipe({ learningRate: 2e-3 }, steps) });
  const all: number[] = [];
  for await (const { loss } of run.train()) all.push(loss);
  await run.release();
  return all;
}

async function firstLoss({ seed, device, threads }: Lab, text: CharacterText, model: LanguageModel): Promise<number> {
  const { scope, loss } = languageModelLoss(model, { batch: wide.batch, mode: "training" });
  const evaluator = await openEvaluator({ loss }, { device, threads });
  const weights: Parameters = initialize(scope, seed);
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch: wide.batch, length: wide.context }));
  const out = await evaluator.run(weights, feeds);
  await evaluator.release();
  return scalar(out.loss);
}
