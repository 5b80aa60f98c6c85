/** Measures what objectives and data do to one small model: plain text, prefixes, gaps, and the even mixture, on code, prose and both. */
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { library } from "./documents.ts";
import { axisNames, drawAll } from "./drawing.ts";
import { openExam } from "./exam.ts";
import { measureAll, measured } from "./measures.ts";
import { partNames, parts, type ArmName, type Part } from "./objectives.ts";
import { resultsOf } from "./results.ts";
import { full, type ChartName, type ClaimId, type Settings } from "./settings.ts";
import { openTrainers } from "./training.ts";
import tables from "./tuning.json" with { type: "json" };

const tuning: Readonly<Record<Part, readonly Tuned[]>> = tables;
const rateOf = (part: Part, name: ArmName): number => tunedLearningRate(tuning[part], name);

const [gaps, text] = partNames.map((part) => tuningOf(tuning[part]));

const plan: Plan<ClaimId> = {
  seeds: full.seeds,
  why: "Eight seeds are what some 1,500 processor seconds buy at these lengths. Losses of other models of this size, paired by seed, scatter by 0.004 to 0.01 nats: if these do too, eight see differences of a hundredth of a bit.",
  pilot: {},
  arms: partNames.flatMap((part) => parts[part].map((name) => `${part}: ${name}`)),
  steps: { gaps: full.parts.gaps.steps, text: full.parts.text.steps },
  tuning: `Gaps: ${gaps.tuning} Text: ${text.tuning}`,
  learningRates: { ...named("gaps", gaps.learningRates), ...named("text", text.learningRates) },
  ...((gaps.untuned ?? text.untuned) && { untuned: true }),
};

function named(part: Part, rates: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(rates).map(([name, rate]) => [`${part}: ${name}`, rate]));
}

const bits = { unit: "bits per byte" } as const;
const byArm = { label: "Trained as", names: axisNames.gaps } as const;

export default experiment<ClaimId, ChartName, Settings>(paper, {
  charts: {
    "Left to right and infill": {
      x: { label: "Unseen code from left to right", ...bits },
      y: { label: "Missing fields of records", ...bits },
      mark: "dots",
      caption:
        "A free lunch would lie straight below the causal model, which sees only what stands before a gap: less for the fields, nothing more from left to right.",
    },
    "Tokens with loss": {
      x: { label: "Tokens with loss", unit: "%" },
      y: { label: "How unseen code goes on", ...bits },
      mark: "dots",
      caption: "All arms see the same number of tokens. Those that are asked to predict fewer of them learn less.",
    },
    "Code and prose": {
      x: { label: "Trained on", names: axisNames.data },
      y: { label: "From left to right", ...bits },
      mark: "dots",
      caption:
        "The mixture of objectives on three data sets, as many tokens each: both is near the better in either domain.",
    },
    "Which middle": {
      x: { label: "Missing part of a record found among four", unit: "%" },
      y: byArm,
      mark: "dots",
      caption:
        "Guessing finds 25 %. Models that cannot infill judge a candidate by how likely it makes what follows: that needs no training for gaps, but every candidate.",
    },
    Stops: {
      x: { label: "Stops where the gap ends", unit: "% likely" },
      y: byArm,
      mark: "dots",
      caption: "And nowhere before, each time given the true tokens so far.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 50, browser: 140 },
      parts: {
        gaps: { arms: ["causal", "PSM infill", "mixture"], steps: 400 },
        text: { arms: ["causal", "UL2-like", "mixture", "mixture, prose", "mixture, both"], steps: 120 },
      },
      batches: 8,
    },
    full,
  },
  smoke: {
    ...full,
    seeds: 1,
    seconds: { node: 3, browser: 8 },
    shape: { context: full.shape.context, depth: 1, width: 8, heads: 1, batch: 2 },
    parts: { gaps: { arms: parts.gaps, steps: 1 }, text: { arms: parts.text, steps: 1 } },
    ...{ batches: 2, every: 16 },
  },
  measures: measured,
  datasets: ["code", "moby-dick", "state-of-the-union"],
  plan,
  async *run(lab, settings) {
    const books = await library(settings.every);
    const trainers = openTrainers(lab, books, settings.shape);
    const exam = await openExam(lab, books, settings);
    try {
      for (const [part, from, to] of [
        ["gaps", 0, 0.65],
        ["text", 0.65, 1],
      ] as const) {
        const bench = { books, trainers, exam, rateOf };
        const results = yield* resultsOf(withProgressRange(lab, from, to), part, settings, bench);
        yield* measureAll(lab, part, results);
        yield* drawAll(lab, part, results);
      }
    } finally {
      await trainers.release();
      await exam.release();
    }
  },
});
