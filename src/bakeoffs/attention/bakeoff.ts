/** The attention bake-off: ten kinds of attention on a text, on two tasks of which one asks for rest and one for the right sharpness, and by the length of a text. */
import { bigramBackcopy } from "#lab/datasets/bigram-backcopy";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import type { Chart, Lab, LabEvent, PresetName } from "#lab/kit/index";
import { fingerprint, type Bakeoff, type Unit } from "../bakeoff.ts";
import { allArms, armsOf } from "./arms.ts";
import { layerTimeUnit, memoryUnit, stepTimeUnit } from "./lengths.ts";
import { rateOf, untuned } from "./rates.ts";
import { reportOf } from "./report.ts";
import type { AttentionRow, Task } from "./rows.ts";
import { backcopyShape, layerShape, positions, settings, textShape } from "./settings.ts";
import { backcopyUnit, charts, retrievalUnit, textUnit } from "./trainings.ts";

/** Raised when the meaning of a row changes without anything else. */
const version = 1;

const unitOf = (about: Omit<Unit, "run">, work: (lab: Lab) => AsyncGenerator<LabEvent, AttentionRow, void>): Unit => ({
  ...about,
  async *run(lab) {
    return { ...(yield* work(lab)) };
  },
});

const titles: Readonly<Record<Task, string>> = { text: "text", backcopy: "copying", retrieval: "retrieval" };

/** A rough millisecond per step of each. */
const weights: Readonly<Record<Task, number>> = { text: 25, backcopy: 25, retrieval: 4 };

function units(preset: PresetName): Unit[] {
  const { seeds, text, backcopy, retrieval, stepRounds, lengths, lengthRounds } = settings[preset];
  const work: Readonly<Record<Task, (lab: Lab, arm: (typeof allArms)[number]) => ReturnType<Unit["run"]>>> = {
    async *text(lab, arm) {
      return { ...(yield* textUnit(lab, await mobyDickCharacters(), arm, text)) };
    },
    async *backcopy(lab, arm) {
      return { ...(yield* backcopyUnit(lab, await bigramBackcopy(), arm, backcopy)) };
    },
    async *retrieval(lab, arm) {
      return { ...(yield* retrievalUnit(lab, arm, retrieval)) };
    },
  };
  const steps: Readonly<Record<Task, number>> = {
    ...{ text: text.steps, backcopy: backcopy.steps, retrieval: retrieval.steps },
  };
  const tasks = Object.keys(titles) as Task[];
  return [
    unitOf({ key: "memory", title: "Memory by length", seed: 1, weight: 3_000 }, (lab) => memoryUnit(lab, lengths)),
    // Seed by seed, so that a run that is cut short has whole seeds.
    ...Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      tasks.flatMap((task) =>
        armsOf(task).map((arm): Unit => ({
          key: `${task}/${arm.id}/${seed}`,
          title: `${arm.name} on ${titles[task]}, seed ${seed}`,
          weight: steps[task] * weights[task],
          seed,
          run: (lab) => work[task](lab, arm),
        })),
      ),
    ),
    unitOf({ key: "step-time", title: "Time of training steps", seed: 1, weight: 900 * stepRounds }, (lab) =>
      stepTimeUnit(lab, stepRounds),
    ),
    ...lengths.map((length) =>
      unitOf(
        {
          ...{ key: `layer-time/${length}`, title: `Time of one layer, ${length} tokens`, seed: 1 },
          weight: (20 + length ** 2 / 1000) * lengthRounds,
        },
        (lab) => layerTimeUnit(lab, length, lengthRounds),
      ),
    ),
  ];
}

const chart = (y: Chart["y"], caption: string): Chart => ({ x: { label: "Step" }, y, caption });
const loss = { label: "Validation loss", unit: "nats" };

const bakeoff: Bakeoff = {
  slug: "attention",
  title: "Attention",
  summary:
    "Ten kinds of attention, from softmax to linear attention and retention, in the same small model: what each learns of a text, whether it can rest and whether it can look sharply when asked to, and what it costs as texts grow longer. The same first weights, the same batches, for each its own tuned rates, and a wider softmax as a control for the parameters that gates add.",
  papers: [...new Set(allArms.flatMap(({ paper }) => paper ?? []))],
  presets: settings,
  quick: "all ten kinds and the control, one seed and short trainings",
  charts: {
    [charts.text]: chart(loss, "A character model, as it is trained."),
    [charts.backcopy]: chart(loss, "The language in which a head must often do nothing."),
    [charts.retrieval]: chart(
      { label: "Training loss", unit: "nats" },
      "One head that must look at one key, at three or at seven, by the length of the query.",
    ),
  },
  datasets: ["moby-dick"],
  untuned,
  definition: (preset) =>
    fingerprint({
      ...{ version, settings: settings[preset], textShape, backcopyShape, layerShape, positions },
      units: units(preset),
      rates: (Object.keys(titles) as Task[]).map((task) => armsOf(task).map(({ name }) => [name, rateOf(task, name)])),
    }),
  units,
  report: reportOf,
};

export default bakeoff;
