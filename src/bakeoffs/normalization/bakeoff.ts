/** The normalization bake-off: twelve norms in one small language model, each tuned alike. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import type { PresetName } from "#lab/kit/index";
import { tunedRate, type Tuned } from "#lab/training/language-model/index";
import { fingerprint, type Bakeoff, type UnitPlan } from "../bakeoff.ts";
import { contestants, type Contestant } from "./arms.ts";
import { canaryUnit } from "./canaries.ts";
import { reportOf } from "./report.ts";
import type { Scale } from "./rows.ts";
import { deep, scales, settings, wide } from "./settings.ts";
import { stabilityUnit } from "./stability.ts";
import { readingUnit, stepTimeUnit } from "./times.ts";
import { trainingChart, trainingUnit } from "./training.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Raised when the meaning of a row changes without anything else. */
const version = 1;

/** Seed of everything that is done once. */
const onlySeed = 1;

const grids: Readonly<Record<Scale, readonly Tuned[]>> = tuning;

/** An arm's own rate at a scale, from the published grid. */
export const rateOf = (arm: string, scale: Scale): number => tunedRate(grids[scale], arm);

const armsOf = (preset: PresetName, steps: number, shape: typeof wide | typeof deep): readonly Contestant[] => {
  const { arms } = settings[preset];
  return contestants(steps, shape).filter(({ name }) => arms === null || arms.includes(name));
};

function units(preset: PresetName): UnitPlan[] {
  const { seeds, wide: run, large, deep: stress, stepRounds, reading } = settings[preset];
  const arms = armsOf(preset, run.steps, wide);
  const training = (arm: Contestant, scale: Scale, seed: number, steps: number): UnitPlan => ({
    key: `train/${scale}/${arm.id}/${seed}`,
    title: `${arm.name}, ${scale} start, seed ${seed}`,
    weight: steps + 20,
    seed,
  });
  const once = (key: string, title: string, weight: number): UnitPlan => ({ key, title, weight, seed: onlySeed });
  return [
    once("canaries", "Canaries", 60),
    // Seed by seed, so that a run that is cut short has whole seeds.
    ...Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      arms.map((arm) => training(arm, "small", seed, run.steps)),
    ),
    ...(large.steps > 0 ? arms.map((arm) => training(arm, "large", onlySeed, large.steps)) : []),
    ...(stress.steps > 0
      ? arms.map((arm) => once(`deep/${arm.id}`, `${arm.name}, deep`, stress.rates.length * (stress.steps + 30)))
      : []),
    once("step-time", "Time of training steps", 3 * arms.length * stepRounds),
    ...reading.sizes.map(([batch, length]) =>
      once(
        `reading/${batch}x${length}`,
        `Reading ${batch} x ${length} characters`,
        (batch * length * reading.rounds) / 100,
      ),
    ),
  ];
}

const bakeoff: Bakeoff = {
  slug: "normalization",
  title: "Normalization layers",
  summary:
    "Twelve norms, and what stands in their place, in one small language model of characters: the same initial values, the same batches, the same optimizer, and for each its own learning rate from the same grid.",
  papers: contestants(1, wide).flatMap(({ paper }) => paper ?? []),
  presets: settings,
  charts: {
    [trainingChart]: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Of each training as it goes, evaluated with stored statistics.",
    },
  },
  datasets: ["moby-dick"],
  definition: (preset) =>
    fingerprint({ version, settings: settings[preset], scales, wide, deep, tuning, units: units(preset) }),
  units,
  report: reportOf,
  async *run(lab, preset, key) {
    const text = await mobyDickCharacters();
    const { wide: run, large, deep: stress, stepRounds, reading } = settings[preset];
    const [kind, second, id] = key.split("/");
    if (kind === "canaries") return { ...(yield* canaryUnit(lab, text)) };
    if (kind === "train") {
      const scale = second as Scale;
      const { steps } = scale === "small" ? run : large;
      const arm = armsOf(preset, steps, wide).find((arm) => arm.id === id)!;
      const { validationBatches } = run;
      const profiled = scale === "small" && lab.seed === onlySeed;
      const rate = rateOf(arm.name, scale);
      return { ...(yield* trainingUnit(lab, text, { arm, scale, rate, steps, validationBatches, profiled })) };
    }
    if (kind === "deep") {
      const arm = armsOf(preset, stress.steps, deep).find((arm) => arm.id === second)!;
      return { ...(yield* stabilityUnit(lab, text, { arm, ...stress })) };
    }
    const arms = armsOf(preset, run.steps, wide);
    if (kind === "step-time") return { ...(yield* stepTimeUnit(lab, text, { arms, rounds: stepRounds })) };
    const [batch, length] = second.split("x").map(Number);
    const read = arms.filter(({ name }) => reading.arms === null || reading.arms.includes(name));
    return { ...(yield* readingUnit(lab, text, { arms: read, rounds: reading.rounds, batch, length })) };
  },
};

export default bakeoff;
