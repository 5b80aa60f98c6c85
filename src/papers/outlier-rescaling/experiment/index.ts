/** Measures outlier-driven rescaling: a toy that needs a gain per sample, a task that makes attention sinks, a character model, four bits, time. */
import { bigramBackcopy } from "#lab/datasets/bigram-backcopy";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { started } from "#lab/datasets/started";
import { experiment, withProgressRange } from "#lab/kit/index";
import { tuningOf } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { gateForms, taskArmNames, textArmNames, toyArms, type ToyArmName } from "./arms.ts";
import { excessOverBound } from "./bound.ts";
import { gatesPart } from "./gates.ts";
import { languagePart } from "./language.ts";
import { outliersPart } from "./outliers.ts";
import { overheadPart } from "./overhead.ts";
import { commonRates, full, type ChartName, type ClaimId, type Settings } from "./settings.ts";
import { taskPart } from "./task.ts";
import tuning from "./tuning.json" with { type: "json" };

const [gates, text] = [tuningOf(tuning.gates), tuningOf(tuning.text)];
/** Arms of the toy that only notes speak of. */
const unclaimed = ["no norm", "RMSNorm, loose clip", "GatedNorm, tight clip"] as const satisfies readonly ToyArmName[];
const small = { depth: 1, width: 16, heads: 2, context: 8, batch: 4 };

export default experiment<ClaimId, ChartName, Settings>(paper, {
  charts: {
    "Outlier and control": {
      x: { label: "Control entry of the sample" },
      y: { label: "Size of that entry in front of the norm", scale: "log" },
      caption:
        "The toy. Where the control asks for a small output, RMSNorm's network makes an outlier of it. With a gate it has to do so less, and where no sample asks for a gain of its own there is none.",
    },
    "Largest activation of the toy": {
      x: { label: "Step" },
      y: { label: "Largest activation", scale: "log" },
      caption: "Without a gate the outlier grows as long as the network is trained.",
    },
    "What the outlier passes on": {
      x: { label: "Step" },
      y: { label: "Weight over that of the middle entry" },
      caption:
        "The norm's gain at the control entry times the length of what reads it. Were an outlier there only to rescale, this would fall far below 1.",
    },
    "Largest activation of the task": {
      x: { label: "Step" },
      y: { label: "Largest activation" },
      caption:
        "A head that has nothing to do but after three letters. Of all states of the stream; clipped arms stay at their limit.",
    },
    "Residual dimensions": {
      x: { label: "Dimension, the largest first" },
      y: { label: "Mean size", scale: "log" },
      caption:
        "The character model's residual stream, over tokens and states. A residual sink would stand at the left, far above the rest.",
    },
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "The character model: as many weights in every arm, each at its own tuned rate.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 45, browser: 130 },
      toy: { ...full.toy, steps: 1200, gateSteps: 150 },
      task: { ...full.task, steps: 90 },
      text: { ...full.text, steps: 60, validationBatches: 4 },
      timing: { widths: full.timing.widths, rounds: 3 },
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    // What the claims need, and no more.
    toy: {
      arms: toyArms.filter(({ name }) => !(unclaimed as readonly string[]).includes(name)),
      steps: 4,
      forms: gateForms.slice(0, 2),
      gateSteps: 1,
    },
    task: { shape: { ...small, heads: 1 }, steps: 3, text: { train: 2000, validation: 1000 } },
    text: { arms: ["RMSNorm", "GA", "DyT", "GLU", "GA + GatedNorm"], shape: small, steps: 3, validationBatches: 1 },
    timing: { widths: [16], rounds: 1 },
  },
  plan: {
    seeds: full.seeds,
    why: "In pilots of the toy, one of full length and two of half of it, the largest activation with a gate was 0.20, 0.27 and 0.40 of that without, with PreAffine 0.76, 0.86 and 1.03, where no gain is needed 0.15, 0.17 and 0.29, and a tight clip cost 3.0, 1.6 and 1.3 times the error. On the task one pilot had a peak of 0.78 with a gate. Eight seeds decide the former, see 0.01 nats of the character model, and take twenty minutes of one core.",
    pilot: {},
    arms: [
      ...toyArms.map(({ name }) => `toy: ${name}`),
      ...gateForms.map(({ name }) => `gate: ${name}`),
      ...taskArmNames.map((name) => `task: ${name}`),
      ...textArmNames.map((name) => `text: ${name}`),
    ],
    steps: {
      toy: full.toy.steps,
      "forms of the gate": full.toy.gateSteps,
      task: full.task.steps,
      text: full.text.steps,
    },
    tuning: `Forms of the gate: ${gates.tuning} The character model: ${text.tuning}`,
    untuned: gates.untuned ?? text.untuned,
    learningRates: {
      ...gates.learningRates,
      ...text.learningRates,
      "toy, all arms": commonRates.toy,
      "task, all arms": commonRates.task,
    },
  },
  measures: [
    "dyt-kills-outliers-and-quality",
    "dyt-kills-outliers",
    "ga-halves-peak",
    "clip-diverges",
    "clip-with-ga",
    "glu-constrains",
    "sinks-contribute-little",
    "sink-tokens",
    "preaffine",
    "gatednorm",
    "gatednorm-not-size",
    "outlier-for-gain",
    "avg-gain",
    "w4a4",
    "overhead",
    "gate-form",
    "rescale-bound",
  ],
  datasets: ["moby-dick"],
  async *run(lab, settings) {
    const text = started(await mobyDickCharacters());
    // Its first note is whether there are sinks in a model of this size.
    yield* languagePart(withProgressRange(lab, 0, 0.4), settings, text);
    yield* taskPart(withProgressRange(lab, 0.4, 0.57), settings, await bigramBackcopy(settings.task.text));
    yield* outliersPart(withProgressRange(lab, 0.57, 0.78), settings);
    yield* gatesPart(withProgressRange(lab, 0.78, 0.95), settings);
    yield lab.measure("rescale-bound", await excessOverBound(1), { exact: true });
    yield* overheadPart(withProgressRange(lab, 0.95, 1), settings, text);
  },
});
