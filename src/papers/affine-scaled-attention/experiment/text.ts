/** The character model: losses at home and abroad, gradient norms in early training, and what the queries spend. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import { stateOfTheUnionCodes } from "#lab/datasets/state-of-the-union";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import {
  compareNorms,
  languageModelLoss,
  modelOf,
  type ArmResult,
  type Comparison,
} from "#lab/training/language-model/index";
import { meanLoss, validationFeeds } from "#lab/training/text";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { textArms, textAttention, type TextArm } from "./arms.ts";
import { openAttentionViewer, spreadWithinHeads } from "./attention.ts";
import { variationOf, type Variation } from "./gradient-norms.ts";
import { isDrawn, type AffineLab, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

interface Bench {
  readonly text: CharacterText;
  readonly shape: Settings["text"]["shape"];
}

/** Those whose gradients and row sums are looked at. */
const compared = ["softmax", "sink", "affine", "fixed scale"] as const;
const isCompared = (name: string): name is (typeof compared)[number] => compared.some((other) => other === name);

const rateOf = (name: TextArm): number => tunedLearningRate(tuning, name);

export async function* textPart(
  lab: AffineLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { shape, steps, validationBatches } = settings.text;
  const norms = new Map<TextArm, number[]>();
  const watch: Comparison["watch"] = async function* ({ arm: { name, learningRate }, step, gradientNorm }) {
    if (step > settings.early || learningRate !== rateOf("softmax") || !isCompared(name)) return;
    norms.set(name, [...(norms.get(name) ?? []), gradientNorm!]);
    if (isDrawn(lab) && step % Math.ceil(settings.early / 25) === 0)
      yield lab.point("Gradient norm", { series: name, x: step, y: gradientNorm! });
  };
  const arms = textArms(steps);
  const bench = { text, shape };
  const common = { ...bench, validationBatches, watchGradientNorm: true, watch };
  const results = yield* compareNorms(
    withProgressRange(lab, 0, 0.7),
    arms.map((arm) => ({ ...arm, learningRate: rateOf(arm.name) })),
    { ...common, steps, curve: { chart: "Validation", every: Math.ceil(steps / 5) } },
  );
  // Gradient norms at different rates say nothing about each other: an arm with another rate has a second start, at that of softmax.
  const again = arms.filter(({ name }) => isCompared(name) && rateOf(name) !== rateOf("softmax"));
  yield* compareNorms(
    withProgressRange(lab, 0.7, 0.8),
    again.map((arm) => ({ ...arm, learningRate: rateOf("softmax") })),
    { ...common, steps: settings.early },
  );
  const nats = (name: TextArm) => resultOf(results, name).validation;
  yield lab.measure("loss-05b", nats("affine") - Math.min(nats("softmax"), nats("sink")));
  yield lab.measure("plus-gated", nats("affine, gated") - nats("gated"));
  yield lab.measure("act-linear-clip", nats("affine") - nats("affine, sigmoid"));
  yield lab.note(
    `nats per character: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)}`).join(", ")}`,
  );
  yield* gradientNorms(lab, norms);
  yield* abroad(lab, settings, bench, results);
  yield* rowSums(lab, bench, results);
}

const resultOf = (results: readonly ArmResult[], name: TextArm): ArmResult =>
  results.find(({ arm }) => arm.name === name)!;

/** All arms saw the same batches; an arm that diverged has no number. */
function* gradientNorms(lab: AffineLab, norms: ReadonlyMap<TextArm, readonly number[]>): Generator<LabEvent> {
  const of = Object.fromEntries(compared.map((name) => [name, variationOf(norms.get(name) ?? [])])) as Record<
    TextArm,
    Variation
  >;
  yield lab.measure("gradnorm-variance", of.affine.variance / of.softmax.variance);
  yield lab.measure("gradnorm-cv", of.affine.cv / of.softmax.cv);
  yield lab.measure("gradnorm-beyond-scale", of.affine.cv / of["fixed scale"].cv);
  yield lab.measure("spikes-k9", of.affine.spikes(9) - of.softmax.spikes(9));
  yield lab.measure("spikes-k6", of.affine.spikes(6) - of.softmax.spikes(6));
  for (const name of compared) {
    const { variance, cv, spikes } = of[name];
    yield lab.note(
      `gradient norm, ${name}: variance ${variance.toFixed(4)}, over its mean ${cv.toFixed(3)}, spikes ${spikes(9)} beyond nine and ${spikes(6)} beyond six`,
    );
  }
}

/** Loss on addresses, without any training on them. */
async function* abroad(
  lab: AffineLab,
  { text: { validationBatches } }: Settings,
  { text, shape }: Bench,
  results: readonly ArmResult[],
): AsyncGenerator<LabEvent, void, void> {
  const addresses = await stateOfTheUnionCodes(text.vocabulary);
  const set = { batch: shape.batch, batches: validationBatches, length: shape.context, start: text.start };
  const nats: Partial<Record<TextArm, number>> = {};
  for (const name of ["softmax", "sink", "affine"] as const) {
    yield lab.progress(0.8, `${name}: another text`);
    const { arm, weights } = resultOf(results, name);
    const { loss } = languageModelLoss(modelOf(arm, { text, shape }), { batch: shape.batch, mode: "inference" });
    const evaluator = await openEvaluator({ nats: loss }, { device: lab.device, threads: lab.threads });
    try {
      nats[name] = await meanLoss(evaluator, weights, addresses, set);
    } finally {
      await evaluator.release();
    }
  }
  yield lab.measure("c4-ppl", nats.affine! - nats.softmax!);
  yield lab.note(
    `another text, nats per character: ${Object.entries(nats)
      .map(([name, value]) => `${name} ${value.toFixed(4)}`)
      .join(", ")}`,
  );
}

/** What the queries of held-out text spend, over all blocks and heads. */
async function* rowSums(
  lab: AffineLab,
  bench: Bench,
  results: readonly ArmResult[],
): AsyncGenerator<LabEvent, void, void> {
  const { text, shape } = bench;
  const set = { batch: shape.batch, batches: 1, length: shape.context, start: text.start };
  const [{ tokens }] = validationFeeds(text.validation, set);
  for (const name of compared) {
    yield lab.progress(0.95, `${name}: row sums`);
    const { arm, weights } = resultOf(results, name);
    const viewer = await openAttentionViewer(lab, arm, textAttention[name], bench);
    const blocks = await viewer.of(weights, tokens);
    await viewer.release();
    const spreads = blocks.map(({ sum }) => spreadWithinHeads(sum, shape));
    if (name === "affine") yield lab.measure("row-sum-spread", mean(spreads));
    yield lab.note(`spread of row sums by block, ${name}: ${spreads.map((spread) => spread.toFixed(4)).join(", ")}`);
    if (isDrawn(lab))
      yield* histogram(
        lab,
        name,
        blocks.flatMap(({ sum }) => Array.from(sum)),
      );
  }
}

const bins = 26;

/** Shares of the queries by what they spend, from -0.05 to 1.25 in steps of 0.05. */
function* histogram(lab: AffineLab, series: string, sums: readonly number[]): Generator<LabEvent> {
  const counts = new Array<number>(bins).fill(0);
  for (const sum of sums) counts[Math.min(bins - 1, Math.max(0, Math.round((sum + 0.025) / 0.05)))]++;
  for (const [bin, count] of counts.entries())
    yield lab.point("Row sums", { series, x: bin * 0.05 - 0.025, y: (100 * count) / sums.length });
}
