/** Methods side by side on the most severe corruptions: with and without training on the stream. */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tunedLearningRate, type Tuned } from "#lab/training/tuning/index";
import {
  accuracyOf,
  heldOutCorruption,
  measuredCorruptions,
  orders,
  streamOf,
  tuningStreams,
  type LabelledStream,
  type OrderName,
} from "./corrupted-streams.ts";
import { adapting, averaged, mostLikely, type AdaptationName } from "./predictor.ts";
import type { AlphaBnLab, Settings } from "./settings.ts";
import { chosenWeight, type Source } from "./weights.ts";

const severity = 5;
const compared: readonly OrderName[] = ["balanced, batches of 16", "skewed, batches of 16"];

/** By the names on the chart, from its foot up. `weight` is null for the chosen mixture. */
const trainedArms: Readonly<Record<string, { readonly name: AdaptationName; readonly weight: 1 | null }>> = {
  "entropy minimization": { name: "entropy minimization", weight: 1 },
  Core: { name: "Core", weight: 1 },
  "mixture, then entropy minimization": { name: "entropy minimization", weight: null },
  "mixture, then Core": { name: "Core", weight: null },
};
export const methodNames = [
  "stored statistics",
  "test batch",
  "mixture",
  "predictions averaged",
  ...Object.keys(trainedArms),
];

export async function* methodsPart(
  lab: AlphaBnLab,
  settings: Settings,
  source: Source,
): AsyncGenerator<LabEvent, void, void> {
  const { predictors, weights, data } = source;
  const corruptions = measuredCorruptions.slice(0, settings.corruptions);
  const about = { severity, count: settings.digits, seed: lab.seed } as const;
  for (const [index, order] of compared.entries()) {
    const begun = (done: number) => (index + done / methodNames.length) / compared.length;
    const predictor = predictors[orders[order].batch];
    const mixture = yield* chosenWeight(withProgressRange(lab, begun(0), begun(0)), order, severity, settings, source);
    const heldOut = tuningStreams(lab.seed).map((seed) =>
      streamOf(data.heldOut, order, { corruption: heldOutCorruption, severity, count: settings.digits / 2, seed }),
    );
    const streams = corruptions.map((corruption) => streamOf(data.test, order, { corruption, ...about }));

    const accuracyOn = async (stream: LabelledStream, predictions: AsyncIterable<Float32Array>) => {
      const predicted: Int32Array[] = [];
      for await (const values of predictions) predicted.push(mostLikely(values, predictor.kind.classes));
      return { accuracy: accuracyOf(predicted, stream.labels), predicted };
    };
    const still = async function* ({ batches }: LabelledStream, of: (images: Float32Array) => Promise<Float32Array>) {
      for (const images of batches) yield await of(images);
    };
    const at = (weight: number) => (images: Float32Array) => predictor.probabilities(weights, images, weight);
    const both = async (images: Float32Array) =>
      // One after the other: a session runs one batch at a time.
      averaged(await at(0)(images), await at(1)(images), mixture);
    const scores = new Map<string, number>();
    const untrained = {
      "stored statistics": at(0),
      "test batch": at(1),
      mixture: at(mixture),
      "predictions averaged": both,
    };
    for (const [name, of] of Object.entries(untrained)) {
      const each: number[] = [];
      for (const stream of streams) each.push((await accuracyOn(stream, still(stream, of))).accuracy);
      scores.set(name, mean(each));
      yield lab.progress(begun(scores.size), `${order}: ${name}`);
    }

    for (const [arm, { name, weight }] of Object.entries(trainedArms)) {
      const adapted = (stream: LabelledStream, learningRate: number) =>
        accuracyOn(
          stream,
          adapting(predictor, weights, { name, learningRate, targetWeight: weight ?? mixture }, stream.batches, lab),
        );
      const tried: Tuned[] = [];
      for (const learningRate of settings.learningRates)
        for (const [seed, stream] of heldOut.entries()) {
          // The rule takes whatever is better lower: here the error, in percent.
          const nats = 100 - (await adapted(stream, learningRate)).accuracy;
          tried.push({ arm, learningRate, seed, nats });
          yield lab.progress(begun(scores.size), `${order}: ${arm}, rate ${learningRate}`);
        }
      const learningRate = tunedLearningRate(tried, arm);
      const each: number[] = [];
      const shares: number[] = [];
      for (const stream of streams) {
        const { accuracy, predicted } = await adapted(stream, learningRate);
        each.push(accuracy);
        shares.push(largestShare(predicted));
        yield lab.progress(begun(scores.size + each.length / streams.length), `${order}: ${arm}`);
      }
      scores.set(arm, mean(each));
      yield lab.note(
        `${order}, severity ${severity}, ${arm}: rate ${learningRate}, ${mean(each).toFixed(1)} %, most frequent class ${(100 * mean(shares)).toFixed(0)} % of predictions`,
      );
    }
    for (const [at, name] of methodNames.entries())
      yield lab.point("Accuracy by method", { series: order, x: scores.get(name)!, y: at + 1 });
    if (order === "balanced, batches of 16")
      yield lab.measure("core-sota", scores.get("Core")! - scores.get("entropy minimization")!);
  }
}

/** Of all predictions, the share of the class that is predicted most: near 1 where adaptation has collapsed. */
function largestShare(predicted: readonly Int32Array[]): number {
  const counts = new Map<number, number>();
  for (const some of predicted) for (const one of some) counts.set(one, (counts.get(one) ?? 0) + 1);
  const all = [...counts.values()];
  return Math.max(...all) / all.reduce((sum, count) => sum + count, 0);
}
