/** Part A: a digit classifier without norm, with batch norm and with layer norm, at a large and a small batch. */
import { adam, constantRate, input, Scope, type Parameters } from "#engine";
import { digitsAt, mnist, type Digits } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { batchNorm, noNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { classifier, openClassifier, type Classifier } from "#lab/training/vision/index";
import { layerNorm } from "../method.ts";
import { smooth, smoothing, updatesToReach, type DigitSettings, type LayerNormLab } from "./settings.ts";

const arms = { "no norm": noNorm, "batch norm": batchNorm, "layer norm": layerNorm } as const;
type Arm = keyof typeof arms;

/** Adam's own rate, for every arm. */
const learningRate = 1e-3;

interface Trained {
  readonly losses: readonly number[];
  /** Test loss in nats. */
  readonly test: number;
  /** The same weights' test loss with statistics taken as in training, minus `test`. */
  readonly trainEvalGap: number;
  readonly weights: Parameters;
}

export async function* digitsPart(lab: LayerNormLab, settings: DigitSettings): AsyncGenerator<LabEvent, void, void> {
  const { hidden, updates, batches, target } = settings;
  const data = await mnist();
  const size = data.rows * data.columns;
  const modelOf = (arm: Arm): Classifier => ({ sizes: [size, ...hidden, 10], norm: arms[arm] });
  const trained = new Map<string, Trained>();
  for (const batch of batches)
    for (const arm of Object.keys(arms) as Arm[]) {
      const series = `${arm}, batch ${batch}`;
      yield lab.progress(trained.size / 6, `digits: ${series}`);
      const run = await openClassifier({
        model: modelOf(arm),
        data,
        batch,
        steps: updates,
        seed: lab.seed,
        optimizer: adam({ learningRate }),
        learningRate: constantRate(learningRate),
        device: lab.device,
        threads: lab.threads,
      });
      try {
        const losses: number[] = [];
        for await (const { step, loss, diverged } of run.train()) {
          losses.push(loss);
          if (diverged) yield lab.note(`digits, ${series}: ${diverged}`);
          if (step % smoothing === 0) yield lab.point("Digits", { series, x: step, y: smooth(losses).at(-1)! });
        }
        const test = await run.test();
        const trainEvalGap = (await run.test("training")).nats - test.nats;
        trained.set(series, { losses, test: test.nats, trainEvalGap, weights: await run.trainer.snapshot() });
      } finally {
        await run.release();
      }
    }

  const [large, small] = batches;
  const of = (arm: Arm, batch: number) => trained.get(`${arm}, batch ${batch}`)!;
  const reached = (arm: Arm) => updatesToReach(target, of(arm, large).losses);
  yield lab.measure("faster-training", reached("layer norm") / reached("no norm"));
  yield lab.measure("faster-than-batch-norm", reached("layer norm") / reached("batch norm"));
  yield lab.note(
    `updates to a training loss of ${target} at batch ${large}: ` +
      (Object.keys(arms) as Arm[]).map((arm) => `${arm} ${reached(arm)}`).join(", "),
  );
  yield lab.measure("train-equals-test", of("layer norm", large).trainEvalGap);
  const cost = (arm: Arm) => of(arm, small).test - of(arm, large).test;
  yield lab.measure("bn-batch-sensitive", cost("batch norm") - cost("layer norm"));
  yield lab.note(
    `test loss at batch ${small} minus at batch ${large}: ` +
      (Object.keys(arms) as Arm[]).map((arm) => `${arm} ${cost(arm).toFixed(3)} nats`).join(", "),
  );
  const influence = (arm: Arm) => influenceOfOthers(modelOf(arm), of(arm, large).weights, data.train, large, lab);
  const [ours, theirs] = [await influence("layer norm"), await influence("batch norm")];
  yield lab.measure("batch-independent", ours);
  yield lab.note(
    `largest change of one digit's logits when the others of its batch are exchanged or left out: layer norm ` +
      `${ours.toExponential(1)}, batch norm ${theirs.toPrecision(2)}; test loss with the batch's own statistics minus ` +
      `with running ones: batch norm ${of("batch norm", large).trainEvalGap.toFixed(4)} nats`,
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
    const probe = await openEvaluator(
      { out: classifier(new Scope({ mode: "training" }), images, model) },
      { device, threads },
    );
    try {
      const { out } = await probe.run(weights, { images: digitsAt(digits, places).images });
      return Array.from(out.data as Float32Array).slice(0, 10);
    } finally {
      await probe.release();
    }
  };
  const others = (from: number) => Array.from({ length: batch - 1 }, (_, index) => from + index);
  const before = await logits([0, ...others(1)]);
  const after = [await logits([0, ...others(batch)]), await logits([0])];
  return Math.max(...after.flatMap((changed) => changed.map((value, at) => Math.abs(value - before[at]))));
}
