/** Measures what two throw-away decoders are worth: one encoder of synthetic texts pre-trained with and without them, then searched with. */
import type { Parameters } from "#engine";
import { experiment, relay, withProgressRange, type LabEvent, type Plan } from "#lab/kit/index";
import paper from "../paper.ts";
import { armNames, fineTuned, neededArms, untrained, type StartName } from "./arms.ts";
import { openData, type Data } from "./data.ts";
import { openFineTuning, type Course } from "./finetuning.ts";
import { drawn, drawPart, measured } from "./measured.ts";
import { openOwnWords, shown } from "./own-words.ts";
import { openPretraining } from "./pretraining.ts";
import { fineTuningRateOf, rateOf, tuningPlan } from "./rates.ts";
import { fullPreset, type ChartName, type RetroLab, type Settings } from "./settings.ts";
import { timingPart } from "./timing.ts";
import { diverged, openExaminer, type Searches } from "./vectors.ts";

const plan: Plan = {
  seeds: 6,
  why: "Each seed writes other texts, divides the subjects anew, and asks 960 queries. Six seeds are what a quarter of an hour of a processor buys.",
  pilot: {},
  arms: [untrained, ...armNames],
  steps: { "pre-training": fullPreset.steps, "fine-tuning": fullPreset.looks.at(-1)! },
  ...tuningPlan,
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Search by fine-tuning": {
      x: { label: "Updates on pairs of texts", scale: "log" },
      y: { label: "MRR@10" },
      caption:
        "The joined vector, from four starts. What pre-training is worth moves a curve to the left; where they meet it is worth nothing any more.",
    },
    "Search without fine-tuning": {
      x: { label: "What of a text is compared", names: ["CLS", "other tokens", "joined"] },
      y: { label: "MRR@10" },
      mark: "dots",
      caption:
        "Right after pre-training, under linear maps in closed form. A decoder should raise what it forces: the first raises CLS, the second the other tokens.",
    },
    "Unknown fillers": {
      x: { label: "What of a text is compared", names: ["CLS", "other tokens", "joined"] },
      y: { label: "MRR@10" },
      mark: "dots",
      caption: "Texts of another domain: a third of their words are fillers that neither encoder nor maps have read.",
    },
    "Rebuilt from the vector": {
      x: { label: "Update" },
      y: { label: "Loss of the decoder", unit: "nats" },
      caption:
        "Words rebuilt from the vector and half of the others. With the gradient cut, the vector does not learn to tell them: what lies between is what it learned.",
    },
    "Own words": {
      x: { label: "Pre-training", names: [untrained, ...armNames] },
      y: { label: `A text's own words among its ${shown} strongest`, unit: "%" },
      mark: "dots",
      caption: "Strongest by the maximum over places. The bag of words asks for just this.",
    },
    "Share of a step": {
      x: { label: "Width of the encoder" },
      y: { label: "Taken by the decoders", unit: "%" },
      caption:
        "The decoders' cost is that of a vocabulary. The paper's encoder is twelve times as wide as ours, and six times as deep.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Loss", unit: "nats" },
      caption: "Sums of one to three losses: they are not to be compared with each other.",
    },
  },
  presets: {
    quick: {
      ...fullPreset,
      seeds: 1,
      seconds: { node: 50, browser: 150 },
      ...{ steps: 300, perSubject: 2, looks: [10, 30, 60], widths: [64, 192], rounds: 1 },
      arms: neededArms,
    },
    full: fullPreset,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    ...{ steps: 1, batch: 2, fit: 100, asked: 20, perSubject: 1 },
    ...{ looks: [1], pairs: 4, widths: [16], timedTexts: 1, rounds: 1 },
    arms: neededArms,
    fineTuned: ["RetroMAE", "DupMAE"],
  },
  measures: [
    "ordinary-tokens-help",
    "cls-decoding",
    "beyond-more-guesses",
    "vector-forced",
    "bow-decoding",
    "small-decoding-cost",
    "concat-representation",
    "msmarco",
    "transferability",
  ],
  datasets: [],
  plan,
  async *run(lab, settings) {
    const data = openData(lab.seed, settings);
    yield* timingPart(withProgressRange(lab, 0, 0.05), data, settings);
    const starts = new Map<StartName, Parameters>();
    const frozen = new Map<StartName, Searches>();
    yield* pretrainPart(withProgressRange(lab, 0.05, 0.8), data, settings, { starts, frozen });
    const courses = yield* tunePart(withProgressRange(lab, 0.8, 0.97), data, settings, starts);
    yield* ownWordsPart(lab, data, starts);
    yield* measured(lab, frozen, courses);
    if (lab.seed <= drawn) yield* drawPart(lab, frozen, courses);
  },
});

/** Weights of every start, and what they find as they are. */
async function* pretrainPart(
  lab: RetroLab,
  data: Data,
  settings: Settings,
  { starts, frozen }: { starts: Map<StartName, Parameters>; frozen: Map<StartName, Searches> },
): AsyncGenerator<LabEvent, void, void> {
  const programs = openPretraining(lab, data, settings);
  const examiner = await openExaminer(lab, data);
  try {
    const search = (name: StartName, weights: Parameters, at: number) =>
      relay(examiner.frozen(weights), () => [lab.progress(at, `${name}: searches`)]);
    const initial = await programs.initial();
    starts.set(untrained, initial);
    frozen.set(untrained, yield* search(untrained, initial, 0));
    for (const [index, name] of settings.arms.entries()) {
      const end = (index + 1) / settings.arms.length;
      const own = withProgressRange(lab, index / settings.arms.length, end);
      yield own.progress(0, `${name}: begins`);
      const weights = yield* programs.train(own, name, rateOf(name));
      if (weights) starts.set(name, weights);
      frozen.set(name, weights ? yield* search(name, weights, end) : diverged);
    }
  } finally {
    await programs.release();
    await examiner.release();
  }
}

async function* tunePart(
  lab: RetroLab,
  data: Data,
  settings: Settings,
  starts: ReadonlyMap<StartName, Parameters>,
): AsyncGenerator<LabEvent, Map<(typeof fineTuned)[number], Course>, void> {
  const courses = new Map<(typeof fineTuned)[number], Course>();
  const names = settings.fineTuned.filter((name) => starts.has(name));
  const tuning = await openFineTuning(lab, data, { ...settings, steps: settings.looks.at(-1)! });
  try {
    for (const [index, name] of names.entries()) {
      const own = withProgressRange(lab, index / names.length, (index + 1) / names.length);
      const start = { name, weights: starts.get(name)!, learningRate: fineTuningRateOf(name) };
      const seen = yield* tuning.train(own, start, settings.looks);
      if (seen) courses.set(name, seen);
    }
  } finally {
    await tuning.release();
  }
  return courses;
}

/** Texts whose strongest words are looked at. */
const looked = 200;

async function* ownWordsPart(
  lab: RetroLab,
  data: Data,
  starts: ReadonlyMap<StartName, Parameters>,
): AsyncGenerator<LabEvent, void, void> {
  const words = await openOwnWords(lab, data.test.queries.slice(0, looked));
  try {
    for (const [name, weights] of starts) {
      yield lab.progress(0.98, `strongest words: ${name}`);
      const { share, strongest } = await words.of(weights);
      if (lab.seed <= drawn) {
        const x = 1 + [untrained, ...armNames].indexOf(name);
        yield lab.point("Own words", { series: "own words", x, y: share });
      }
      if (name === untrained || name === "DupMAE")
        yield lab.note(`${name}, strongest words of a text, its own in brackets: ${strongest}`);
    }
  } finally {
    await words.release();
  }
}
