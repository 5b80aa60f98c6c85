/** Part A: a digit classifier without norm, with batch norm and with layer norm, at a large and a small batch. */
import { input, Scope, type Parameters } from "#engine";
import { digitsAt, mnist, type Digits } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { classifier, openClassifier, type Classifier } from "#lab/training/vision/index";
import { digitModel, digitPlan, digitRunName, digitRuns, normNames, type NormName } from "./arms.ts";
import { smooth, smoothing, updatesToReach, type DigitSettings, type LayerNormLab } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Points of a curve, however long the training is. */
const drawn = 30;

interface Trained {
  readonly losses: readonly number[];
  /** Test loss in nats. */
  readonly test: number;
  /** The same weights' test loss with statistics taken as in training, minus `test`. */
  readonly trainEvalGap: number;
  readonly weights: Parameters;
}

export async function* digitsPart(lab: LayerNormLab, settings: DigitSettings): AsyncGenerator<LabEvent, void, void> {
  const { batches, target } = settings;
  const data = await mnist();
  const trained = new Map<string, Trained>();
  const runs = digitRuns(settings);
  for (const [index, { name, norm, batch, updates }] of runs.entries()) {
    const series = `${norm}, batch ${batch}`;
    yield lab.progress(index / runs.length, `digits: ${series}`);
    const run = await openClassifier(
      digitPlan({ name, norm, batch, updates }, data, settings, tunedLearningRate(tuning, name), lab),
    );
    try {
      const losses: number[] = [];
      const every = Math.max(smoothing, Math.ceil(updates / drawn));
      for await (const { step, loss, diverged } of run.train()) {
        losses.push(loss);
        if (diverged) yield lab.note(`digits, ${series}: ${diverged}`);
        if (step % every !== 0) continue;
        // By examples, so that both sizes of batch end at the same place.
        yield lab.point("Digits", { series, x: step * batch, y: smooth(losses.slice(-smoothing)).at(-1)! });
        yield lab.progress((index + step / updates) / runs.length, `digits: ${series}`);
      }
      const test = await run.test();
      const trainEvalGap = (await run.test("training")).nats - test.nats;
      trained.set(name, { losses, test: test.nats, trainEvalGap, weights: await run.trainer.snapshot() });
    } finally {
      await run.release();
    }
  }

  const of = (norm: NormName, size: "large" | "small") => trained.get(digitRunName(norm, size))!;
  const [large, small] = batches;
  const reached = (norm: NormName) => updatesToReach(target, of(norm, "large").losses);
  yield lab.measure("faster-training", reached("layer norm") / reached("no norm"));
  yield lab.measure("faster-than-batch-norm", reached("layer norm") / reached("batch norm"));
  yield lab.note(
    `updates to a training loss of ${target} at batch ${large}: ` +
      normNames.map((norm) => `${norm} ${reached(norm)}`).join(", "),
  );
  yield lab.measure("train-equals-test", of("layer norm", "large").trainEvalGap);
  const cost = (norm: NormName) => of(norm, "small").test - of(norm, "large").test;
  yield lab.measure("bn-batch-sensitive", cost("batch norm") - cost("layer norm"));
  yield lab.note(
    `test loss at batch ${small} minus at batch ${large}, after as many examples: ` +
      (["batch norm", "layer norm"] as const).map((norm) => `${norm} ${cost(norm).toFixed(3)} nats`).join(", "),
  );
  const influence = (norm: NormName) =>
    influenceOfOthers(digitModel(norm, data, settings), of(norm, "large").weights, data.train, large, lab);
  const [ours, theirs] = [await influence("layer norm"), await influence("batch norm")];
  yield lab.measure("batch-independent", ours);
  yield lab.note(
    `largest change of one digit's logits when the others of its batch are exchanged or left out: layer norm ` +
      `${ours.toExponential(1)}, batch norm ${theirs.toPrecision(2)}; test loss with the batch's own statistics minus ` +
      `with running ones: batch norm ${of("batch norm", "large").trainEvalGap.toFixed(4)} nats`,
  );
}

/**
 * Largest absolute change of the first digit's logits, in training mode, when the other digits of its batch are
 * exchanged for others, and when they are left out.
 */
async function influenceOfOthers(
  model: Classifier,
  weights: Parameters,
  digits: Digits,
  batch: number,
  { device, threads }: LayerNormLab,
): Promise<number> {
  const logits = async (places: readonly number[]) => {
    const images = input("images", [places.length, model.sizes[0]]);
    const evaluator = await openEvaluator(
      { out: classifier(new Scope({ mode: "training" }), images, model) },
      { device, threads },
    );
    try {
      const { out } = await evaluator.run(weights, { images: digitsAt(digits, places).images });
      return Array.from(out.data as Float32Array).slice(0, 10);
    } finally {
      await evaluator.release();
    }
  };
  const others = (from: number) => Array.from({ length: batch - 1 }, (_, index) => from + index);
  const before = await logits([0, ...others(1)]);
  const after = [await logits([0, ...others(batch)]), await logits([0])];
  return Math.max(...after.flatMap((changed) => changed.map((value, at) => Math.abs(value - before[at]))));
}
