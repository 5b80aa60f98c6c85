/** Canvases in other styles, one image a batch: what the paper does with streets, at a small scale. */
import { random, type Parameters } from "#engine";
import { canvasClasses, canvases, type CanvasBatch } from "#lab/datasets/digits/canvases";
import { corrupted, type Corruption } from "#lab/datasets/digits/corruptions";
import type { Digits } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { Confusion } from "#lab/measure/segmentation";
import { mean } from "#lab/measure/statistics";
import { tunedLearningRate, type Tuned } from "#lab/training/tuning/index";
import { heldOutCorruption, measuredCorruptions, tuningStreams } from "./corrupted-streams.ts";
import { adapting, averaged, mostLikely, type Predictor } from "./predictor.ts";
import { canvasNet, type Data } from "./source.ts";
import { mixedWeights, targetWeights, type AlphaBnLab, type Settings } from "./settings.ts";
import { bestOf } from "./weights.ts";

const severity = 3;
const pixels = canvasNet.side ** 2;

/** On the chart of methods, from its foot up. */
export const canvasMethods = [
  "stored statistics",
  "test image",
  "mixture",
  "predictions averaged",
  "entropy minimization",
  "mixture, then entropy minimization",
];

interface Style {
  /** [canvases][pixels] */
  readonly images: readonly Float32Array[];
  readonly labels: CanvasBatch["labels"];
}

/** `corruption` is null for the style that the net has learned. */
function styleOf(
  digits: Digits,
  corruption: Corruption | null,
  { count, seed }: { count: number; seed: number },
): Style {
  const source = random(seed).stream(`canvases: ${corruption ?? "clean"}`);
  const { images, labels } = canvases(digits, count, source);
  const spoiled = corruption ? corrupted(images, canvasNet.side, corruption, severity, source) : images;
  const image = (at: number) => spoiled.slice(at * pixels, (at + 1) * pixels);
  return { images: Array.from({ length: count }, (_, at) => image(at)), labels };
}

/** Mean intersection over union of all canvases of a style, in percent. */
async function quality({ labels }: Style, predictions: AsyncIterable<Float32Array>): Promise<number> {
  const confusion = new Confusion(canvasClasses);
  let at = 0;
  for await (const values of predictions) {
    confusion.add(labels.subarray(at, at + pixels), mostLikely(values, canvasClasses));
    at += pixels;
  }
  return 100 * confusion.meanIntersectionOverUnion();
}

export async function* segmentedPart(
  lab: AlphaBnLab,
  settings: Settings,
  { predictor, weights, data }: { predictor: Predictor; weights: Parameters; data: Data },
): AsyncGenerator<LabEvent, void, void> {
  const about = { count: settings.canvases, seed: lab.seed };
  const heldOut = styleOf(data.heldOut, heldOutCorruption, about);
  const tuningStyles = tuningStreams(lab.seed).map((seed) =>
    styleOf(data.heldOut, heldOutCorruption, { count: Math.ceil(settings.canvases / 2), seed }),
  );
  const styles = measuredCorruptions.slice(0, settings.corruptions).map((name) => styleOf(data.test, name, about));
  const at = (weight: number) => (image: Float32Array) => predictor.probabilities(weights, image, weight);
  const still = async function* ({ images }: Style, of: (image: Float32Array) => Promise<Float32Array>) {
    for (const image of images) yield await of(image);
  };

  const chosenBy = new Map<number, number>();
  for (const weight of mixedWeights) {
    chosenBy.set(weight, await quality(heldOut, still(heldOut, at(weight))));
    yield lab.progress(0.1, `canvases held out, weight ${weight}`);
  }
  const mixture = bestOf(chosenBy, mixedWeights);
  const byWeight = new Map<number, number>();
  for (const weight of targetWeights) {
    const each: number[] = [];
    for (const style of styles) {
      each.push(await quality(style, still(style, at(weight))));
      yield lab.progress(0.1 + (0.3 * byWeight.size) / targetWeights.length, `canvases, weight ${weight}`);
    }
    byWeight.set(weight, mean(each));
    yield lab.point("Canvases", { series: "statistics mixed", x: weight, y: mean(each) });
  }
  const both = async (image: Float32Array) => averaged(await at(0)(image), await at(1)(image), mixture);
  const control: number[] = [];
  for (const style of styles) {
    control.push(await quality(style, still(style, both)));
    yield lab.progress(0.4, "canvases, predictions averaged");
  }

  const minimized: number[] = [];
  for (const targetWeight of [1, mixture]) {
    const adapted = (style: Style, learningRate: number) =>
      quality(
        style,
        adapting(predictor, weights, { name: "entropy minimization", learningRate, targetWeight }, style.images, lab),
      );
    const tried: Tuned[] = [];
    for (const rate of settings.learningRates)
      for (const [seed, style] of tuningStyles.entries()) {
        tried.push({ arm: "", learningRate: rate, seed, nats: 100 - (await adapted(style, rate)) });
        yield lab.progress(0.4 + 0.3 * minimized.length, `canvases, entropy minimization, rate ${rate}`);
      }
    const learningRate = tunedLearningRate(tried, "");
    const each: number[] = [];
    for (const style of styles) {
      each.push(await adapted(style, learningRate));
      yield lab.progress(
        0.4 + 0.3 * (minimized.length + each.length / styles.length),
        `canvases, entropy minimization at weight ${targetWeight}`,
      );
    }
    minimized.push(mean(each));
    yield lab.note(`canvases, entropy minimization at weight ${targetWeight}: rate ${learningRate}`);
  }

  const values = [byWeight.get(0)!, byWeight.get(1)!, byWeight.get(mixture)!, mean(control), ...minimized];
  for (const [index, x] of values.entries())
    yield lab.point("Canvases by method", { series: "one image a batch", x, y: index + 1 });
  const [stored, , mixed, , rival] = values;
  yield lab.measure("gta5-cityscapes", mixed - stored);
  yield lab.measure("beats-sfda", mixed - rival);
  const clean = styleOf(data.test, null, about);
  const home = [await quality(clean, still(clean, at(0))), await quality(clean, still(clean, at(mixture)))];
  yield lab.note(
    `canvases in the style that was learned: ${home[0].toFixed(1)} points of mIoU with stored statistics, ${home[1].toFixed(1)} with the mixture`,
  );
  yield lab.note(
    `canvases, weight ${mixture} chosen: ${canvasMethods.map((name, index) => `${name} ${values[index].toFixed(1)}`).join(", ")} points of mIoU`,
  );
}
