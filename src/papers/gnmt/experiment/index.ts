/** Measures the parts of a translation system on two synthetic languages: search, depth, constraints, eight bits, vocabularies. */
import { input, Scope } from "#engine";
import { experiment, withProgressRange, type LabEvent, type Plan } from "#lab/kit/index";
import { floats } from "#lab/nn/recurrent/lstm";
import { decodeStepByStep } from "#lab/nn/recurrent/seq2seq";
import paper from "../paper.ts";
import { comparedNames, deepName, modelOf, translatorArms, translatorNames, type TranslatorArm } from "./arms.ts";
import { corpusOf } from "./corpus.ts";
import { longestChainOfCells } from "./critical-path.ts";
import { depthPart } from "./depth.ts";
import { drawLosses } from "./drawing.ts";
import { eightBitsPart } from "./eight-bits.ts";
import { rateOfTranslator, ratesPlan } from "./rates.ts";
import { searchPart } from "./search.ts";
import { full, isDrawn, type ChartName, type GnmtLab, type Settings } from "./settings.ts";
import { trained, type Trained } from "./translate.ts";
import { vocabulariesPart, ways } from "./vocabularies.ts";

const plan: Plan = {
  seeds: full.seeds,
  why: "Six seeds are what a thousand processor seconds buy. Depth and eight bits need fewer; BLEU of two networks, as of pieces and words, scatters most. Stacks of two and four layers and the mixed vocabulary, which no claim compares, are trained and drawn for the first three seeds.",
  pilot: {},
  arms: [...translatorNames, ...full.deep.layers.flatMap((layers) => [deepName("residual", layers), deepName("plain", layers)]), "phrases"], // prettier-ignore
  steps: { translators: full.steps, depth: full.deep.steps },
  ...ratesPlan(),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Training: {
      x: { label: "Step" },
      y: { label: "Loss", unit: "nats per symbol" },
      caption: "The bound of the constrained net falls from 8 to 1 over the first half.",
    },
    Depth: {
      x: { label: "Layers of each stack" },
      y: { label: "Loss on other sentences", unit: "nats per word" },
      caption: "After the same number of steps. A stack of two has no residual connection.",
    },
    "Training of the deepest stacks": {
      x: { label: "Step" },
      y: { label: "Loss", unit: "nats per word" },
      caption: "Eight layers on either side.",
    },
    "Length and coverage": {
      x: { label: "Strength of the division by length" },
      y: { label: "BLEU" },
      caption:
        "Sentences of the kind that was learned, one line for each strength of coverage: the paper's whole grid.",
    },
    "Longer than learned": {
      x: { label: "Strength of the division by length" },
      y: { label: "BLEU" },
      caption: "The same on sentences longer than any that was learned, where translations stop much too early.",
    },
    "Width of the beam": {
      x: { label: "Hypotheses", scale: "log" },
      y: { label: "BLEU" },
      caption: "Sentences of the kind that was learned, at the chosen strengths of 0.2.",
    },
    Vocabularies: {
      x: { label: "What is translated", names: ways },
      y: { label: "BLEU" },
      mark: "dots",
      caption: "Sentences of the kind that was learned. Names are invented: as whole words most of them are unknown.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 55, browser: 150 },
      corpus: { ...full.corpus, learned: 4000, near: 60, far: 24 },
      arms: comparedNames,
      size: { ...full.size, layers: 2 },
      steps: 350,
      deep: { ...full.deep, layers: [2, 8], steps: 100 },
    },
    full,
  },
  smoke: {
    ...{ seeds: 1, seconds: { node: 3, browser: 10 } },
    corpus: { learned: 6, near: 2, far: 1, longest: 6, clauses: 1 },
    arms: comparedNames,
    size: { embedding: 6, units: 8, layers: 2 },
    ...{ batch: 4, steps: 1 },
    deep: { size: { embedding: 6, units: 8 }, layers: [3], steps: 1 },
    ...{ width: 2, widths: [4, 8], rounds: 1 },
  },
  measures: [
    "human-errors",
    "norm-coverage-gain",
    "coverage-beyond-length",
    "norm-flat-optimum",
    "residual-depth",
    "quant-lossless",
    "quant-train-harmless",
    "quant-speed",
    "pruning-speed",
    "beam-size-flat",
    "wordpiece-balance",
    "parallel-attention",
  ],
  datasets: [],
  plan,
  async *run(lab, settings) {
    const corpus = corpusOf(lab.seed, settings.corpus);
    yield* parallelPart(lab, settings);
    const part = (from: number, to: number) => withProgressRange(lab, from, to);
    const results = yield* translatorsPart(part(0, 0.45), settings, corpus);
    yield* depthPart(part(0.45, 0.75), settings, corpus);
    const main = results.get("GNMT")!;
    yield* eightBitsPart(part(0.75, 0.8), settings, { corpus, trained: main });
    yield* vocabulariesPart(part(0.8, 0.85), settings, { corpus, results });
    yield* searchPart(part(0.85, 1), settings, { trained: main, corpus });
  },
});

async function* translatorsPart(
  lab: GnmtLab,
  { arms, size, batch, steps }: Settings,
  corpus: ReturnType<typeof corpusOf>,
): AsyncGenerator<LabEvent, ReadonlyMap<TranslatorArm, Trained>, void> {
  const results = new Map<TranslatorArm, Trained>();
  const names = arms.filter((name) => comparedNames.includes(name) || isDrawn(lab));
  for (const [at, name] of names.entries()) {
    const part = withProgressRange(lab, at / names.length, (at + 1) / names.length);
    const arm = translatorArms[name];
    const result = yield* trained(part, {
      name,
      arm,
      corpus,
      size,
      batch,
      steps,
      learningRate: rateOfTranslator(name),
    });
    results.set(name, result);
    if (isDrawn(lab) && arm.symbols === "pieces") yield* drawLosses(lab, "Training", name, result.losses);
  }
  const nats = (name: TranslatorArm) => {
    const { nats, losses } = results.get(name)!;
    return nats ?? losses.at(-1)!;
  };
  yield lab.measure("quant-train-harmless", nats("GNMT") - nats("GNMT, unconstrained"));
  yield lab.note(`nats per piece: constrained ${nats("GNMT").toFixed(4)}, unconstrained ${nats("GNMT, unconstrained").toFixed(4)}`); // prettier-ignore
  return results;
}

/** Cells of the decoder that wait for each other over a sentence, with attention from the bottom layer over attention from the top. */
function* parallelPart(lab: GnmtLab, { size, corpus: { longest } }: Settings): Generator<LabEvent, void, void> {
  const chain = (query: "bottom" | "top") => {
    const model = { ...modelOf(translatorArms.GNMT, size, { vocabulary: 4, arithmetic: floats }), query };
    const [memory, keys] = ["memory", "keys"].map((name) => input(name, [1, longest, size.units]));
    const source = { memory, keys, visible: input("visible", [1, 1, longest]) };
    return longestChainOfCells(
      decodeStepByStep(new Scope(), input("given", [1, longest], "int32"), source, model).logits,
    );
  };
  const [bottom, top] = [chain("bottom"), chain("top")];
  yield lab.measure("parallel-attention", bottom / top, { exact: true });
  yield lab.note(`over ${longest} symbols ${bottom} of ${size.layers * longest} cells wait for each other, with attention from the top layer ${top}`); // prettier-ignore
}
