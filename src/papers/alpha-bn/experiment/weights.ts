/** What a weight of the test statistics is worth: on streams of every order, at every severity, without any training. */
import type { Parameters } from "#engine";
import type { Corruption, Severity } from "#lab/datasets/digits/corruptions";
import type { Digits } from "#lab/datasets/mnist";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import {
  accuracyOf,
  heldOutCorruption,
  measuredCorruptions,
  orders,
  streamOf,
  type OrderName,
} from "./corrupted-streams.ts";
import { averaged, mostLikely, type Predictor } from "./predictor.ts";
import type { Data } from "./source.ts";
import { mixedWeights, targetWeights, type AlphaBnLab, type Settings } from "./settings.ts";

/** Accuracy by weight, in percent. */
export interface Sweep {
  /** With statistics mixed by the weight. */
  readonly mixed: ReadonlyMap<number, number>;
  /** The control: predictions of the two ends, averaged by the weight. */
  readonly averaged: ReadonlyMap<number, number>;
}

export type Predictors = Readonly<Record<16 | 200, Predictor>>;

const sameStream = (lab: AlphaBnLab, severity: Severity, { digits: count }: Settings) => ({
  ...{ severity, count, seed: lab.seed },
});

/** Every weight on one stream. */
async function sweepStream(
  predictor: Predictor,
  weights: Parameters,
  { batches, labels }: ReturnType<typeof streamOf>,
): Promise<Sweep> {
  const outputs = new Map<number, Float32Array[]>();
  for (const weight of targetWeights) {
    const all: Float32Array[] = [];
    for (const images of batches) all.push(await predictor.probabilities(weights, images, weight));
    outputs.set(weight, all);
  }
  const accuracy = (all: readonly Float32Array[]) =>
    accuracyOf(
      all.map((values) => mostLikely(values, predictor.kind.classes)),
      labels,
    );
  const [stored, test] = [outputs.get(0)!, outputs.get(1)!];
  const both = (weight: number) => stored.map((values, index) => averaged(values, test[index], weight));
  return {
    mixed: new Map(targetWeights.map((weight) => [weight, accuracy(outputs.get(weight)!)])),
    averaged: new Map(targetWeights.map((weight) => [weight, accuracy(both(weight))])),
  };
}

/** Means over corruptions. */
async function* sweep(
  lab: AlphaBnLab,
  { digits, corruptions }: { digits: Digits; corruptions: readonly Corruption[] },
  orderName: OrderName,
  severity: Severity,
  settings: Settings,
  { predictors, weights }: { predictors: Predictors; weights: Parameters },
): AsyncGenerator<LabEvent, Sweep, void> {
  const sweeps: Sweep[] = [];
  for (const corruption of corruptions) {
    const stream = streamOf(digits, orderName, { corruption, ...sameStream(lab, severity, settings) });
    sweeps.push(await sweepStream(predictors[orders[orderName].batch], weights, stream));
    yield lab.progress(sweeps.length / corruptions.length, `${orderName}, severity ${severity}: ${corruption}`);
  }
  const over = (part: keyof Sweep) =>
    new Map(targetWeights.map((weight) => [weight, mean(sweeps.map((sweep) => sweep[part].get(weight)!))]));
  return { mixed: over("mixed"), averaged: over("averaged") };
}

/** Of some weights the most accurate, the smallest where several are. */
export const bestOf = (accuracy: ReadonlyMap<number, number>, among: readonly number[]): number =>
  among.reduce((best, weight) => (accuracy.get(weight)! > accuracy.get(best)! ? weight : best));

export interface Source {
  readonly predictors: Predictors;
  readonly weights: Parameters;
  readonly data: Data;
}

/** The mixed weight that is best on the held-out digits with the held-out corruption. */
export async function* chosenWeight(
  lab: AlphaBnLab,
  orderName: OrderName,
  severity: Severity,
  settings: Settings,
  source: Source,
): AsyncGenerator<LabEvent, number, void> {
  const heldOut = { digits: source.data.heldOut, corruptions: [heldOutCorruption] };
  return bestOf((yield* sweep(lab, heldOut, orderName, severity, settings, source)).mixed, mixedWeights);
}

/** The severity that the claim about both ends names; that about the test batch is a mean over all. */
const claimed: Severity = 2;
const skewed: OrderName = "skewed, batches of 16";
const balanced: OrderName = "balanced, batches of 200";

export async function* weightsPart(
  lab: AlphaBnLab,
  settings: Settings,
  source: Source,
): AsyncGenerator<LabEvent, void, void> {
  const measured = { digits: source.data.test, corruptions: measuredCorruptions.slice(0, settings.corruptions) };
  const before = structuredClone(source.weights);
  const overTestBatch: number[] = [];
  for (const [index, severity] of settings.severities.entries())
    for (const [place, name] of (Object.keys(orders) as OrderName[]).entries()) {
      if (severity !== claimed && name !== skewed && name !== balanced) continue;
      const share = 1 / settings.severities.length / Object.keys(orders).length;
      const started = index / settings.severities.length + place * share;
      const own = withProgressRange(lab, started, started + share);
      const { mixed, averaged } = yield* sweep(own, measured, name, severity, settings, source);
      const at = (weight: number) => mixed.get(weight)!;
      const chosen = yield* chosenWeight(withProgressRange(own, 1, 1), name, severity, settings, source);
      const oracle = bestOf(mixed, targetWeights);
      yield lab.point("Best weight", { series: name, x: severity, y: oracle });
      if (name === skewed) overTestBatch.push(at(chosen) - at(1));
      if (severity !== claimed) continue;

      for (const [x, y] of mixed) yield lab.point("Accuracy by weight", { series: name, x, y });
      const gain = at(chosen) - Math.max(at(0), at(1));
      if (name === skewed) {
        for (const [x, y] of averaged)
          yield lab.point("Accuracy by weight", { series: `${name}: predictions averaged`, x, y });
        yield lab.measure("alpha-beats-both", gain);
      }
      if (name === balanced) yield lab.measure("alpha-beats-both-balanced", gain);
      yield lab.note(
        `${name}, severity ${severity}: weight ${chosen} chosen, ${at(chosen).toFixed(1)} %; stored statistics ${at(0).toFixed(1)}, test batch ${at(1).toFixed(1)}, predictions averaged ${averaged.get(chosen)!.toFixed(1)}; best in hindsight ${oracle} with ${at(oracle).toFixed(1)}`,
      );
    }
  yield lab.measure("tbn-hurts", mean(overTestBatch));
  yield lab.measure("no-training", changedValues(before, source.weights), { exact: true });
}

/** How many parameters and stored statistics are not what they were. */
export const changedValues = (before: Parameters, after: Parameters): number =>
  Object.entries(before).reduce(
    (sum, [name, values]) => sum + values.filter((value, at) => !Object.is(value, after[name][at])).length,
    0,
  );
