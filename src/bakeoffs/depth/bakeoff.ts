/** The depth bake-off: eleven ways to join many blocks, on one deep, narrow model, each at its own tuned rate. */
import { mobyDickCharacters, type CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, LabEvent, PresetName } from "#lab/kit/index";
import { fingerprint, type Bakeoff, type Unit } from "../bakeoff.ts";
import { allArms } from "./arms.ts";
import { rateOf, untuned } from "./rates.ts";
import { reportOf } from "./report.ts";
import type { DepthRow } from "./rows.ts";
import { settings } from "./settings.ts";
import { highRatesUnit, timeUnit, trainingChart, trainingUnit } from "./units.ts";

/** Raised when the meaning of a row changes without anything else. */
const version = 1;

type Work = (lab: Lab, text: CharacterText) => AsyncGenerator<LabEvent, DepthRow, void>;

/** It reads the text when it begins. */
const unitOf = (work: Work, about: Omit<Unit, "run">): Unit => ({
  ...about,
  async *run(lab) {
    return { ...(yield* work(lab, await mobyDickCharacters({ held: 0.1 }))) };
  },
});

function units(preset: PresetName): Unit[] {
  const plan = settings[preset];
  const { steps, learningRates } = plan.highRates;
  return [
    // Seed by seed, so that a run that is cut short has whole seeds.
    ...Array.from({ length: plan.seeds }, (_, index) => index + 1).flatMap((seed) =>
      allArms.map((arm) =>
        unitOf((lab, text) => trainingUnit(lab, text, arm, plan), {
          key: `train/${arm.id}/${seed}`,
          title: `${arm.name}, seed ${seed}`,
          weight: plan.steps + 300,
          seed,
        }),
      ),
    ),
    ...(learningRates.length > 0 ? allArms : []).map((arm) =>
      unitOf((lab, text) => highRatesUnit(lab, text, arm, plan), {
        key: `high-rates/${arm.id}`,
        title: `${arm.name}, high rates`,
        weight: learningRates.length * (steps + 100),
        seed: 1,
      }),
    ),
    unitOf((lab, text) => timeUnit(lab, text, plan), {
      ...{ key: "step-time", title: "Time of training steps", seed: 1 },
      weight: allArms.length * (100 + 4 * plan.stepRounds),
    }),
  ];
}

const bakeoff: Bakeoff = {
  slug: "depth",
  title: "Depth",
  summary:
    "Eleven ways to join the blocks of a deep, narrow language model, from Pre-LN and Post-LN to scaled norms and to branches without any: what each learns early and in the end, what its stream and its gradients do from block to block, how many blocks could go, and which rates are too high for it. The same first random numbers, the same batches, and for each its own tuned rate.",
  papers: [...new Set(allArms.flatMap(({ paper }) => paper ?? []))],
  presets: settings,
  quick: "all eleven ways in eight blocks, one seed, short trainings and no high rates",
  charts: {
    [trainingChart]: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Of each training as it goes.",
    },
  },
  datasets: ["moby-dick"],
  untuned,
  definition: (preset) =>
    fingerprint({
      ...{ version, settings: settings[preset], units: units(preset) },
      arms: allArms.map(({ name }) => [name, rateOf(name)]),
    }),
  units,
  report: reportOf,
};

export default bakeoff;
