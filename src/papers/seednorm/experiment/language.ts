/** The language models: losses at two scales of the stream, on foreign text, and of SeeDNorm's variants; the gates as they grow. */
import { input, Scope, zeros, type Tensor } from "#engine";
import { fixedWindows, windowsAt } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { stateOfTheUnionCodes } from "#lab/datasets/state-of-the-union";
import { relay, withProgressRange, type LabEvent } from "#lab/kit/index";
import {
  compareNorms,
  languageModel,
  languageModelLoss,
  modelOf,
  type Arm,
  type TunedArm,
  type ArmResult,
  type ArmStep,
} from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { withHooks } from "#lab/measure/hooks";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { deviation } from "#lab/measure/statistics";
import { meanLoss } from "#lab/training/text";
import { arms, ours, rms, tanh, variants } from "./arms.ts";
import { scales, type SeedLab, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Seeds on which the variants of SeeDNorm are trained. */
const seedsOfVariants = 3;

/** Trains all language models; returns the arms at the small scale. */
export async function* languagePart(
  lab: SeedLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, ArmResult[], void> {
  const { shape, steps, validationBatches, every } = settings;
  const base = { text, shape, steps, validationBatches };
  const rated = (arms: readonly Arm[], scale: keyof typeof scales): TunedArm[] =>
    arms.map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning[scale], arm.name) }));
  const seedRate = tunedLearningRate(tuning.small, ours.name);
  const gates = new GateWatch(lab, settings, text);
  try {
    const first = yield* alsoAs(
      lab,
      compareNorms(withProgressRange(lab, 0, 0.4), rated(arms, "small"), {
        ...base,
        embeddingStd: scales.small,
        curve: { chart: "Validation loss", every },
        watch: (step) => gates.watch(step),
      }),
    );
    yield* losses(lab, first, `embeddings of std ${scales.small}`);
    const lossOf = (results: readonly ArmResult[], { name }: Arm) =>
      results.find(({ arm }) => arm.name === name)!.validation;
    yield lab.measure("beats-rmsnorm-lm", lossOf(first, ours) - lossOf(first, rms));
    yield lab.measure("beats-dyt-lm", lossOf(first, ours) - lossOf(first, tanh));
    yield* foreignText(lab, settings, text, first);

    const second = yield* compareNorms(withProgressRange(lab, 0.4, 0.7), rated([rms, tanh, ours], "large"), {
      ...base,
      embeddingStd: scales.large,
      curve: { chart: "Validation loss, embeddings of std 0.5", every },
    });
    yield* losses(lab, second, `embeddings of std ${scales.large}`);
    yield lab.measure("beats-rmsnorm-lm-long-stream", lossOf(second, ours) - lossOf(second, rms));

    // They back no claim: three seeds show what there is to see.
    if (lab.seed <= seedsOfVariants) {
      const third = yield* compareNorms(
        withProgressRange(lab, 0.7, 1),
        variants.map((arm) => ({ ...arm, learningRate: seedRate })),
        { ...base, embeddingStd: scales.small, curve: { chart: "Variants", every } },
      );
      yield* losses(lab, third, `variants of SeeDNorm at its learning rate of ${seedRate}`);
    }
    return first;
  } finally {
    await gates.release();
  }
}

/** The events, with SeeDNorm's curve drawn among its variants as well. */
const alsoAs = <T>(lab: SeedLab, events: AsyncGenerator<LabEvent, T, void>): AsyncGenerator<LabEvent, T, void> =>
  relay(events, (event) =>
    event.type === "point" && event.series === ours.name && event.chart === "Validation loss"
      ? [event, lab.point("Variants", { series: ours.name, x: event.x, y: event.y ?? NaN })]
      : [event],
  );

function* losses(lab: SeedLab, results: readonly ArmResult[], what: string): Generator<LabEvent> {
  const parts = results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)} (rate ${arm.learningRate})`);
  yield lab.note(`${what}, validation nats per character: ${parts.join(", ")}`);
}

/** Loss on State of the Union addresses without any training on them: what of a gain carries over. */
async function* foreignText(
  lab: SeedLab,
  { shape, validationBatches }: Settings,
  text: CharacterText,
  results: readonly ArmResult[],
): AsyncGenerator<LabEvent, void, void> {
  const addresses = await stateOfTheUnionCodes(text.vocabulary);
  const { batch, context: length } = shape;
  const abroad: Record<string, number> = {};
  for (const { arm, weights } of results) {
    const { loss } = languageModelLoss(modelOf(arm, { text, shape }), { batch, mode: "inference" });
    const evaluator = await openEvaluator(
      { nats: loss },
      { device: lab.device, threads: lab.threads, name: "foreign text" },
    );
    try {
      abroad[arm.name] = await meanLoss(evaluator, weights, addresses, { batch, batches: validationBatches, length });
    } finally {
      await evaluator.release();
    }
  }
  const gainOf = (loss: (result: ArmResult) => number) => {
    const of = ({ name }: Arm) => loss(results.find(({ arm }) => arm.name === name)!);
    return of(rms) - of(ours);
  };
  const [home, away] = [gainOf(({ validation }) => validation), gainOf(({ arm }) => abroad[arm.name])];
  // Without a gain abroad there is nothing that could be larger than the one at home.
  yield lab.measure("zero-shot-better", Math.min(away, away - home));
  const parts = Object.entries(abroad).map(([name, nats]) => `${name} ${nats.toFixed(4)}`);
  yield lab.note(`State of the Union addresses, nats per character: ${parts.join(", ")}`);
}

/** Looks at what SeeDNorm's gates see: the spread of x · beta while training, and the gates themselves at the end. */
class GateWatch {
  private evaluator: Evaluator | null = null;
  private names: readonly { readonly name: string }[] = [];
  private readonly lab: SeedLab;
  private readonly settings: Settings;
  private readonly text: CharacterText;

  constructor(lab: SeedLab, settings: Settings, text: CharacterText) {
    this.lab = lab;
    this.settings = settings;
    this.text = text;
  }

  async *watch({ arm, step, trainer }: ArmStep): AsyncGenerator<LabEvent, void, void> {
    const { steps, every } = this.settings;
    if (arm.name !== ours.name || (step % every !== 0 && step !== steps && step !== 1)) return;
    const { batch, context } = this.settings.shape;
    const { validation } = this.text;
    this.evaluator ??= await this.open(arm);
    const windows = windowsAt(validation, fixedWindows(validation, { count: batch, length: context }), context);
    const dots = await this.evaluator.run(await trainer.snapshot(), { tokens: windows.inputs });
    for (const { name } of this.names) {
      const values = Array.from(dots[name].data as Float32Array);
      if (name.endsWith("attention/norm") || name === "final norm")
        yield this.lab.point("Spread of x · beta", { series: short(name), x: step, y: deviation(values) });
      if (step === steps) yield* this.histogram(short(name), values.map(Math.tanh));
    }
    if (step !== steps) return;
    const all = this.names.flatMap(({ name }) => Array.from(dots[name].data as Float32Array, Math.tanh));
    const closed = all.filter((gate) => Math.abs(gate) > 0.95).length / all.length;
    yield this.lab.note(`${(100 * closed).toFixed(2)} % of SeeDNorm's gates are beyond ±0.95 after ${steps} steps`);
  }

  private async open(arm: TunedArm): Promise<Evaluator> {
    const { shape } = this.settings;
    const { norm, sites } = withHooks(arm.norm);
    const tokens = input("tokens", [shape.batch, shape.context], "int32");
    languageModel(new Scope({ mode: "inference" }), tokens, modelOf({ ...arm, norm }, { text: this.text, shape }));
    this.names = sites;
    const dots: Record<string, Tensor> = {};
    for (const { name, at, x } of sites) dots[name] = x.mul(at.parameter("beta", [x.shape.at(-1)!], zeros)).sum(-1);
    return openEvaluator(dots, { device: this.lab.device, threads: this.lab.threads, name: "gates" });
  }

  /** Share of tokens by gate, in twenty bins. */
  private *histogram(series: string, gates: readonly number[]): Generator<LabEvent> {
    const bins = 20;
    const shares = new Array<number>(bins).fill(0);
    for (const gate of gates) shares[Math.min(bins - 1, Math.floor(((gate + 1) / 2) * bins))] += 1 / gates.length;
    for (const [bin, y] of shares.entries())
      yield this.lab.point("Gates", { series, x: (2 * (bin + 0.5)) / bins - 1, y });
  }

  async release(): Promise<void> {
    await this.evaluator?.release();
  }
}

const short = (name: string) => name.replace(/\/norm$/, "");
