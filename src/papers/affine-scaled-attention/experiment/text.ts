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
  type TunedArm,
} from "#lab/training/language-model/index";
import { meanLoss, validationFeeds } from "#lab/training/text";
import { textArms, textAttention, type TextArm } from "./arms.ts";
import { openAttentionViewer, spreadWithinHeads } from "./attention.ts";
import { variationOf, type Variation } from "./gradient-norms.ts";
import { isDrawn, learningRates, type AffineLab, type Settings } from "./settings.ts";

type Named = TunedArm & { readonly name: TextArm };
interface Bench {
  readonly text: CharacterText;
  readonly shape: Settings["text"]["shape"];
}

/** Those whose gradients and row sums are looked at. */
const compared: readonly TextArm[] = ["softmax", "sink", "affine", "fixed scale"];

export async function* textPart(
  lab: AffineLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { shape, steps, validationBatches } = settings.text;
  const arms = textArms(steps).map((arm): Named => ({ ...arm, learningRate: learningRates.text }));
  const norms = new Map<TextArm, number[]>();
  const results = yield* compareNorms(withProgressRange(lab, 0, 0.8), arms, {
    text,
    shape,
    steps,
    validationBatches,
    watchGradientNorm: true,
    curve: { chart: "Validation", every: Math.ceil(steps / 5) },
    async *watch({ arm, step, gradientNorm }) {
      const { name } = arm as Named;
      if (step > settings.early || !compared.includes(name)) return;
      norms.set(name, [...(norms.get(name) ?? []), gradientNorm!]);
      if (isDrawn(lab) && step % Math.ceil(settings.early / 50) === 0)
        yield lab.point("Gradient norm", { series: name, x: step, y: gradientNorm! });
    },
  });
  const nats = (name: TextArm) => resultOf(results, name).validation;
  yield lab.measure("loss-05b", nats("affine") - Math.min(nats("softmax"), nats("sink")));
  yield lab.measure("plus-gated", nats("affine, gated") - nats("gated"));
  yield lab.measure("act-linear-clip", nats("affine") - nats("affine, sigmoid"));
  yield lab.note(
    `nats per character: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)}`).join(", ")}`,
  );
  yield* gradientNorms(lab, norms);
  const bench = { text, shape };
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
