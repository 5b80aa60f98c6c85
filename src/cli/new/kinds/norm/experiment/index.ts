/** Measures the claims; it never judges them. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { experiment } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { compareNorms } from "#lab/training/language-model/index";
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { constant, random } from "#engine";
import { newNorm } from "../method.ts";
import paper from "../paper.ts";
import { arms } from "./arms.ts";
import { full, quick, smoke } from "./settings.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

export default experiment(paper, {
  plan: {
    seeds: full.seeds,
    why: "Replace this: which claim asks for so many, by its pilot and its `counts`.",
    pilot: {},
    arms: arms.map(({ name }) => name),
    steps: full.steps,
    ...tuningOf(tuning),
  },
  charts: {
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Say here what to look for.",
    },
  },
  presets: { quick, full },
  smoke,
  measures: ["beats-rmsnorm", "unit-size"],
  datasets: ["moby-dick"],
  async *run(lab, { shape, steps, validationBatches }) {
    const results = yield* compareNorms(
      lab,
      arms.map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning, arm.name) })),
      {
        ...{ text: await mobyDickCharacters(), shape, steps, validationBatches },
        curve: { chart: "Validation", every: Math.ceil(steps / 10) },
      },
    );
    const [rmsNorm, ours, noGain] = results.map(({ validation }) => validation);
    yield lab.measure("beats-rmsnorm", ours - rmsNorm);
    yield lab.note(`without a gain: ${(noGain - rmsNorm).toFixed(4)} nats more than RMSNorm`);

    const x = random(lab.seed).stream("x").normal(shape.width);
    const { size } = await forward((at) => ({ size: newNorm(at, constant(x)).abs().mean(-1) }));
    yield lab.measure("unit-size", Math.abs(size[0] - 1), { exact: true });
  },
});
