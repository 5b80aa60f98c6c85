/** All contestants, trained in turns on the same batches: their losses, and how noisy two of their gradients are by layer. */
import type { Parameters } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { compareNorms, type ArmStep, type Comparison } from "#lab/training/language-model/index";
import { openGradientVariance, tunedArmOf, varianceForms, type GradientVariance } from "#lab/training/optimizers/index";
import { contestants, keys, type ContestantKey } from "./arms.ts";
import type { ChartName, ScaleLab, Settings } from "./settings.ts";
import { tuning } from "./rates.ts";

/** The runs whose gradients are looked at: the one to which a momentum is to be added, and the one that it is to match. */
const watched = ["columns", "adam"] as const satisfies readonly ContestantKey[];

const noise = {
  total: "Noise of the gradient, total",
  relative: "Noise of the gradient, relative",
  perParameter: "Noise of the gradient, per parameter",
} as const satisfies Record<(typeof varianceForms)[number], ChartName>;

export interface Trained {
  readonly loss: number;
  readonly stateBytes: number;
}

export async function* trainingPart(
  lab: ScaleLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, Readonly<Record<ContestantKey, Trained>>, void> {
  const { shape, steps, validationBatches, every } = settings;
  const arms = keys.map((key) => tunedArmOf(tuning, contestants[key]));
  const comparison: Comparison<ChartName> = {
    ...{ text, shape, steps, validationBatches, turn: 10, share: [0, 0.9] },
    curve: { chart: "Validation", every },
  };
  const halfway = new Map<string, Parameters>();
  const names = watched.map((key) => contestants[key].name);
  const results = yield* compareNorms(lab, arms, {
    ...comparison,
    // eslint-disable-next-line require-yield
    async *watch({ arm, step, trainer }: ArmStep) {
      if (step === Math.ceil(steps / 2) && names.some((name) => name === arm.name))
        halfway.set(arm.name, await trainer.snapshot());
    },
  });
  for (const key of watched) {
    const result = results[keys.indexOf(key)];
    const at = { half: halfway.get(result.arm.name), end: result.weights };
    if (result.diverged !== null || !at.half) {
      // Nothing is known of this seed.
      if (key === "columns") yield lab.measure("head-variance-highest", NaN);
      continue;
    }
    yield* variancePart(withProgressRange(lab, 0.9, 1), settings, comparison, key, { half: at.half, end: at.end });
  }
  const byKey = results.map(({ validation, stateBytes }, at) => [keys[at], { loss: validation, stateBytes }]);
  return Object.fromEntries(byKey) as Record<ContestantKey, Trained>;
}

async function* variancePart(
  lab: ScaleLab,
  { varianceBatches: batches }: Settings,
  comparison: Comparison,
  key: (typeof watched)[number],
  trained: Readonly<Record<"half" | "end", Parameters>>,
): AsyncGenerator<LabEvent, void, void> {
  const { name } = contestants[key];
  yield lab.progress(watched.indexOf(key) / watched.length, `${name}: noise of the gradient`);
  const meter = await openGradientVariance(lab, tunedArmOf(tuning, contestants[key]), comparison, { batches });
  try {
    const ranks: string[] = [];
    const found: number[] = [];
    for (const [when, weights] of Object.entries({ start: meter.initial, ...trained })) {
      const layers = (await meter.of(weights)).filter(({ name }) => !isGain(name));
      for (const form of varianceForms) {
        const rank = rankOfHead(layers, form);
        ranks.push(`${rank} (${form}, ${when})`);
        if (when !== "start" && form !== "perParameter") found.push(rank);
        if (when !== "start")
          for (const [at, layer] of ordered(layers).entries())
            yield lab.point(noise[form], { series: `${name}, ${when}`, x: at + 1, y: layer[form] });
      }
    }
    yield lab.note(
      `${name}: the head's rank among ${layersOf(comparison.shape.depth).length} layers is ${ranks.join(", ")}`,
    );
    if (key === "columns") yield lab.measure("head-variance-highest", Math.max(...found));
  } finally {
    await meter.release();
  }
}

const isGain = (name: string) => name.endsWith("gain");

/** 1: no layer has more. */
const rankOfHead = (layers: readonly GradientVariance[], form: (typeof varianceForms)[number]): number => {
  const head = layers.find(({ name }) => name === "head")![form];
  return 1 + layers.filter((layer) => layer[form] > head).length;
};

/** From the input of the model to its output. */
const ordered = (layers: readonly GradientVariance[]): GradientVariance[] => [
  ...layers.filter(({ name }) => name !== "head"),
  ...layers.filter(({ name }) => name === "head"),
];

/** The names on the charts' axis, for a model of so many blocks. */
export const layersOf = (depth: number): string[] => [
  "embedding",
  ...Array.from({ length: depth }, (_, at) =>
    ["query", "key", "value", "output", "gate", "up", "down"].map((part) => `${at + 1} ${part}`),
  ).flat(),
  "head",
];
