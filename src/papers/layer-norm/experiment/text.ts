/** Part B: a character GRU without and with layer norm: how fast it learns, and what its state and gradients do over time. */
import { crossEntropy, gradient, input, Scope, stack, type Parameters, type TypedArray } from "#engine";
import { fixedWindows, windowsAt } from "#lab/datasets/batches";
import { mobyDickCharacters, type CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { openRecurrent, recurrentLoss, recurrentModel, type RecurrentModel } from "#lab/training/recurrent/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { cellNames, recurrentPlan } from "./arms.ts";
import { mean, slope } from "#lab/measure/statistics";
import { smooth, smoothing, updatesToReach, type LayerNormLab, type TextSettings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Factors on the recurrent matrices, under which a state may fade or grow. */
const factors = [0.5, 1, 1.5] as const;

/** Steps back in time over which gradients are followed. */
const lags = 32;

export async function* textPart(lab: LayerNormLab, settings: TextSettings): AsyncGenerator<LabEvent, void, void> {
  const { length, updates, target, follow } = settings;
  const text = await mobyDickCharacters();
  const reached = { GRU: NaN, "LN-GRU": NaN };
  const drift = { GRU: NaN, "LN-GRU": NaN };
  const spread = { GRU: NaN, "LN-GRU": NaN };
  const validation: string[] = [];
  for (const [index, arm] of cellNames.entries()) {
    const progress = (done: number, what: string) =>
      lab.progress((index + done) / cellNames.length, `text, ${arm}: ${what}`);
    yield progress(0, "compiling");
    const plan = recurrentPlan(arm, text, settings, tunedLearningRate(tuning, arm), lab);
    const run = await openRecurrent(plan);
    let weights: Parameters;
    try {
      const losses: number[] = [];
      for await (const { step, loss, diverged } of run.train()) {
        losses.push(loss);
        if (diverged) yield lab.note(`text, ${arm}: ${diverged}`);
        if (step % smoothing !== 0) continue;
        yield lab.point("Text", { series: arm, x: step, y: smooth(losses).at(-1)! });
        yield progress((0.8 * step) / updates, `update ${step}`);
      }
      reached[arm] = updatesToReach(target, losses);
      validation.push(`${arm} ${(await run.validationLoss()).toFixed(3)}`);
      weights = await run.trainer.snapshot();
    } finally {
      await run.release();
    }
    yield progress(0.8, "looking at states and gradients");
    const scaled = factors.map((factor) => scaleRecurrent(weights, factor));
    const norms = await gradientNorms(plan.model, scaled, text, lab);
    const sizes = await stateSizes(plan.model, scaled, text, follow, lab);
    for (const [place, factor] of factors.entries()) {
      const series = `${arm}, recurrent weights x ${factor}`;
      for (let lag = 0; lag <= lags; lag += 2)
        yield lab.point("Gradients through time", { series, x: lag, y: norms[place][lag] });
      for (let step = 1; step <= follow; step *= 2)
        yield lab.point("Hidden state", { series, x: step, y: sizes[place][step - 1] });
    }
    // Lag 0 is the state that the loss reads; the fall from there says nothing about passing through time.
    drift[arm] = mean(norms.map((curve) => Math.abs(slope(curve.slice(1).map((size, lag) => [lag, Math.log(size)])))));
    const last = sizes.map((curve) => curve.at(-1)!);
    spread[arm] = Math.log(Math.max(...last) / Math.min(...last));
  }
  yield lab.measure("faster-training-recurrent", reached["LN-GRU"] / reached.GRU);
  yield lab.note(
    `updates to a training loss of ${target}: ${cellNames.map((arm) => `${arm} ${reached[arm]}`).join(", ")}`,
  );
  yield lab.note(`validation loss at the end, nats per character: ${validation.join(", ")}`);
  yield lab.measure("rnn-stable", spread["LN-GRU"] / spread.GRU);
  yield lab.note(
    `logarithm of the largest over the smallest state after ${follow} characters: ` +
      cellNames.map((arm) => `${arm} ${spread[arm].toFixed(4)}`).join(", "),
  );
  yield lab.measure("rnn-gradients", drift["LN-GRU"] / drift.GRU);
  yield lab.note(
    `mean |slope| of the logarithm of the gradient per step back in time: ` +
      cellNames.map((arm) => `${arm} ${drift[arm].toFixed(4)}`).join(", "),
  );
  yield lab.measure("rnn-applicable", storedStatistics(recurrentPlan("LN-GRU", text, settings, 1, lab).model, length), {
    exact: true,
  });
}

/** The weights with the matrices that read the state multiplied. */
const scaleRecurrent = (weights: Parameters, factor: number): Parameters =>
  Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [
      name,
      /\/Ux?$/.test(name) ? values.map((value) => factor * value) : values,
    ]),
  );

/** |dL/dh| at lag 0, 1, ..., 32 before the last character, whose loss L is; over 32 windows, for each set of weights. */
async function gradientNorms(
  model: RecurrentModel,
  sets: readonly Parameters[],
  { validation }: CharacterText,
  { device, threads }: LayerNormLab,
): Promise<number[][]> {
  const [count, length] = [32, lags + 1];
  const scope = new Scope({ mode: "inference" });
  const { logits, states } = recurrentModel(scope, input("tokens", [count, length], "int32"), model);
  const loss = crossEntropy(logits.at(1, length - 1), input("last", [count], "int32"));
  const partials = gradient(loss, states.slice(1)).toReversed();
  const norms = partials.map((change) => change.square().sum().sqrt());
  const { inputs, targets } = windowsAt(validation, fixedWindows(validation, { count, length }), length);
  const last = Int32Array.from({ length: count }, (_, row) => targets[row * length + length - 1]);
  const evaluator = await openEvaluator({ norms: stack(norms) }, { device, threads, name: "gradients through time" });
  try {
    const curves: number[][] = [];
    for (const weights of sets)
      curves.push(Array.from((await evaluator.run(weights, { tokens: inputs, last })).norms.data as Float32Array));
    return curves;
  } finally {
    await evaluator.release();
  }
}

/** Root mean square of the state after 1, 2, ... characters, over 16 windows, for each set of weights: a loop over a program of one step. */
async function stateSizes(
  model: RecurrentModel,
  sets: readonly Parameters[],
  { validation }: CharacterText,
  characters: number,
  { device, threads }: LayerNormLab,
): Promise<number[][]> {
  const count = 16;
  const tokens = input("tokens", [count, 1], "int32");
  const before = input("before", [count, model.units]);
  const [, after] = recurrentModel(new Scope({ mode: "inference" }), tokens, model, before).states;
  const places = fixedWindows(validation, { count, length: characters });
  const evaluator = await openEvaluator(
    { after, size: after.square().mean().sqrt() },
    { device, threads, name: "one step" },
  );
  try {
    const curves: number[][] = [];
    for (const weights of sets) {
      let state: TypedArray = new Float32Array(count * model.units);
      const sizes: number[] = [];
      for (let step = 0; step < characters; step++) {
        const read = Int32Array.from(places, (place) => validation[place + step]);
        const { after, size } = await evaluator.run(weights, { tokens: read, before: state });
        state = after.data;
        sizes.push(scalar(size));
      }
      curves.push(sizes);
    }
    return curves;
  } finally {
    await evaluator.release();
  }
}

/** Numbers that the model keeps beside its weights, and weights that it would add, to run over twice as many characters. */
function storedStatistics(model: RecurrentModel, length: number): number {
  const numbers = (steps: number) => {
    const { scope } = recurrentLoss(model, { batch: 1, length: steps, mode: "training" });
    const size = (specs: typeof scope.parameters | typeof scope.states) =>
      specs.reduce((sum, { tensor }) => sum + tensor.size, 0);
    return { kept: size(scope.states), weights: size(scope.parameters) };
  };
  const [once, twice] = [numbers(length), numbers(2 * length)];
  return twice.kept + (twice.weights - once.weights);
}
