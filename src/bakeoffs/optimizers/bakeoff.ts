/** The optimizer bake-off: ten optimizers on one small language model, each at its own tuned rates. */
import { mobyDickTokens, type CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, LabEvent, PresetName } from "#lab/kit/index";
import { bench } from "#lab/training/optimizers/index";
import { fingerprint, type Bakeoff, type BakeoffPreset, type Unit } from "../bakeoff.ts";
import { allArms } from "./arms.ts";
import { reportOf } from "./report.ts";
import type { OptimizerRow } from "./rows.ts";
import { timeUnit, trainingChart, trainingUnit } from "./units.ts";

/** Raised when the meaning of a row changes without anything else. */
const version = 1;

interface Settings extends BakeoffPreset {
  readonly steps: number;
  readonly validationBatches: number;
  readonly stepRounds: number;
  readonly updateRounds: number;
}

const settings: Readonly<Record<PresetName, Settings>> = {
  quick: {
    ...{ seeds: 1, seconds: { node: 50, browser: 140 } },
    ...{ steps: 120, validationBatches: 4, stepRounds: 3, updateRounds: 5 },
  },
  full: {
    ...{ seeds: 5, seconds: { node: 400, browser: 1_400 } },
    ...{ steps: bench.steps, validationBatches: 8, stepRounds: 12, updateRounds: 20 },
  },
};

type Work = (lab: Lab, text: CharacterText) => AsyncGenerator<LabEvent, OptimizerRow, void>;

/** It reads the text when it begins. */
const unitOf = (work: Work, about: Omit<Unit, "run">): Unit => ({
  ...about,
  async *run(lab) {
    return { ...(yield* work(lab, await mobyDickTokens({ size: bench.vocabulary }))) };
  },
});

function units(preset: PresetName): Unit[] {
  const { seeds, steps, validationBatches, stepRounds, updateRounds } = settings[preset];
  const plan = { steps, validationBatches };
  return [
    // Seed by seed, so that a run that is cut short has whole seeds.
    ...Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      allArms.map((arm) =>
        unitOf((lab, text) => trainingUnit(lab, text, arm, plan), {
          key: `train/${arm.id}/${seed}`,
          title: `${arm.contestant.name}, seed ${seed}`,
          weight: steps + 20,
          seed,
        }),
      ),
    ),
    unitOf((lab, text) => timeUnit(lab, text, "step time", stepRounds), {
      ...{ key: "step-time", title: "Time of training steps", seed: 1 },
      weight: 3 * allArms.length * stepRounds,
    }),
    unitOf((lab, text) => timeUnit(lab, text, "update time", updateRounds), {
      ...{ key: "update-time", title: "Time of updates", seed: 1 },
      weight: allArms.length * updateRounds,
    }),
  ];
}

const bakeoff: Bakeoff = {
  slug: "optimizers",
  title: "Optimizers",
  summary:
    "Ten optimizers, from plain gradient descent to Adam and to those that do without its memory, on one small language model of byte-pair tokens: the same first weights, the same batches, and for each its own tuned rates, whose number is told.",
  papers: [...new Set(allArms.flatMap(({ paper }) => paper ?? []))],
  presets: settings,
  quick: "all ten optimizers and one seed",
  charts: {
    [trainingChart]: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per token" },
      caption: "Of each training as it goes.",
    },
  },
  datasets: ["moby-dick"],
  definition: (preset) =>
    fingerprint({
      ...{ version, settings: settings[preset], bench, units: units(preset) },
      arms: allArms.map(({ contestant, rates }) => [contestant.name, rates]),
    }),
  units,
  report: reportOf,
};

export default bakeoff;
