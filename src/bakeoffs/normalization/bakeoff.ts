/** The normalization bake-off: twelve norms in one small language model, each tuned alike. */
import { mobyDickCharacters, type CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, LabEvent, PresetName } from "#lab/kit/index";
import { tunedLearningRate, type Tuned } from "#lab/training/tuning/index";
import { fingerprint, type Bakeoff, type Unit } from "../bakeoff.ts";
import { allArms, type BakeoffArm } from "./arms.ts";
import { sanityCheckUnit } from "./sanity-checks.ts";
import { reportOf } from "./report.ts";
import type { NormalizationRow, Scale } from "./rows.ts";
import { deep, scales, settings, wide } from "./settings.ts";
import { stabilityUnit } from "./stability.ts";
import { forwardPassUnit, stepTimeUnit } from "./times.ts";
import { trainingChart, trainingUnit } from "./training.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Raised when the meaning of a row changes without anything else. */
const version = 1;

/** Seed of everything that is done once. */
const onlySeed = 1;

const grids: Readonly<Record<Scale, readonly Tuned[]>> = tuning;

/** An arm's own rate at a scale, from the published grid. */
export const rateOf = (arm: string, scale: Scale): number => tunedLearningRate(grids[scale], arm);

const armsOf = (preset: PresetName, steps: number, shape: typeof wide | typeof deep): readonly BakeoffArm[] => {
  const { arms } = settings[preset];
  return allArms(steps, shape).filter(({ name }) => arms === null || arms.includes(name));
};

/** What a unit does, with the text that all of them are about. */
type Work = (lab: Lab, text: CharacterText) => AsyncGenerator<LabEvent, NormalizationRow, void>;

/** The unit of a key; it reads the text when it begins. */
const unitOf = (work: Work, about: Omit<Unit, "run">): Unit => ({
  ...about,
  async *run(lab) {
    return { ...(yield* work(lab, await mobyDickCharacters())) };
  },
});

const once = (key: string, title: string, weight: number, work: Work): Unit =>
  unitOf(work, { key, title, weight, seed: onlySeed });

function units(preset: PresetName): Unit[] {
  const { seeds, wide: run, large, deep: stress, stepRounds, forwardPass } = settings[preset];
  const arms = armsOf(preset, run.steps, wide);
  const training = (arm: BakeoffArm, scale: Scale, seed: number, steps: number): Unit => {
    const plan = {
      arm,
      scale,
      steps,
      learningRate: rateOf(arm.name, scale),
      validationBatches: run.validationBatches,
      profiled: scale === "small" && seed === onlySeed,
    };
    return unitOf((lab, text) => trainingUnit(lab, text, plan), {
      key: `train/${scale}/${arm.id}/${seed}`,
      title: `${arm.name}, ${scale} start, seed ${seed}`,
      weight: steps + 20,
      seed,
    });
  };
  const stability = (arm: BakeoffArm): Unit =>
    once(`deep/${arm.id}`, `${arm.name}, deep`, stress.learningRates.length * (stress.steps + 30), (lab, text) =>
      stabilityUnit(lab, text, { arm, ...stress }),
    );
  const timed = arms.filter(({ name }) => forwardPass.arms === null || forwardPass.arms.includes(name));
  return [
    once("sanity-checks", "Sanity checks", 60, sanityCheckUnit),
    // Seed by seed, so that a run that is cut short has whole seeds.
    ...Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      arms.map((arm) => training(arm, "small", seed, run.steps)),
    ),
    ...(large.steps > 0
      ? armsOf(preset, large.steps, wide).map((arm) => training(arm, "large", onlySeed, large.steps))
      : []),
    ...(stress.steps > 0 ? armsOf(preset, stress.steps, deep).map(stability) : []),
    once("step-time", "Time of training steps", 3 * arms.length * stepRounds, (lab, text) =>
      stepTimeUnit(lab, text, { arms, rounds: stepRounds }),
    ),
    ...forwardPass.sizes.map(([batch, length]) =>
      once(
        `forward-pass/${batch}x${length}`,
        `Forward pass of ${batch} x ${length} characters`,
        (batch * length * forwardPass.rounds) / 100,
        (lab, text) => forwardPassUnit(lab, text, { arms: timed, rounds: forwardPass.rounds, batch, length }),
      ),
    ),
  ];
}

const bakeoff: Bakeoff = {
  slug: "normalization",
  title: "Normalization layers",
  summary:
    "Twelve norms, and what stands in their place, in one small language model of characters: the same initial values, the same batches, the same optimizer, and for each its own learning rate from the same grid.",
  papers: allArms(1, wide).flatMap(({ paper }) => paper ?? []),
  presets: settings,
  quick: "eight norms and one seed",
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
};

export default bakeoff;
