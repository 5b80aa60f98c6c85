/** Measures LayerNorm Scaling against other ways to live with depth: losses, and what each block of a deep, narrow model does. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { experiment, withProgressRange } from "#lab/kit/index";
import { compareDepth, tunedDepthArms } from "#lab/training/depth/index";
import { tuningOf, type Tuned } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { armNames } from "./arms.ts";
import { blocksPart } from "./blocks.ts";
import { lossesPart } from "./losses.ts";
import { full, quick, smoke, type ChartName, type ClaimId, type Settings } from "./settings.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;
const { tuning: rule, learningRates, untuned } = tuningOf(tuning);

const block = { label: "Block" } as const;

export default experiment<ClaimId, ChartName, Settings>(paper, {
  charts: {
    "Variance by block": {
      x: block,
      y: { label: "Variance of the stream", scale: "log" },
      caption: "Behind each block. Under Pre-LN every block adds to it; scaled norms add less the deeper they stand.",
    },
    "Cost of removal": {
      x: block,
      y: { label: "Loss without the block, less the loss with it", unit: "nats" },
      caption:
        "One block is taken out, nothing is retrained. The first one, which costs most under Pre-LN, is left out. Is the deep half of Pre-LN worth less after 200 steps, after 1,000, and does scaling change it?",
    },
    "Distance from the identity": {
      x: block,
      y: { label: "Relative Frobenius distance", scale: "log" },
      caption: "Of each block's derivative. Near zero a block hands on what it gets.",
    },
    "Gradient norm by block": {
      x: block,
      y: { label: "Norm of the gradient", scale: "log" },
      caption:
        "Over all parameters of a block, on one fixed batch. Adam divides such sizes away; they say where signals are.",
    },
    "Angle by block": {
      x: block,
      y: { label: "Angle between input and output", unit: "half turns" },
      caption: "How far each block turns the stream, mean over tokens.",
    },
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Every arm at its own rate. Look at 200 and at 1,000 steps: the order need not be the same.",
    },
    "Loss at the end": {
      x: { label: "Validation loss, less that of Pre-LN", unit: "nats per character" },
      y: { label: "Arm", names: armNames },
      mark: "dots",
      caption: "A dot for each seed; left of zero is better than Pre-LN. An arm that diverged has none.",
    },
  },
  presets: { quick, full },
  smoke,
  plan: {
    seeds: full.seeds,
    why: "In one pilot at a common rate of 4e-3 scaled norms were 0.04 nats below Pre-LN after 200 steps and 0.001 above it after 1,000, with 0.17 of its variance. Removing the deep half cost 0.01 and 0.22 nats under Pre-LN, -0.02 and 0.05 with scaled norms. Paired losses of such models scatter by 0.01 to 0.02 nats, of which eight seeds see 0.01 to 0.015; half an hour of one core is the budget.",
    pilot: {},
    arms: armNames,
    steps: full.steps,
    tuning: `A fifth of the steps, by the loss on the last tenth of the training text. ${rule}`,
    learningRates,
    untuned,
  },
  measures: [
    "ppl-130m",
    "ppl-250m",
    "ppl-350m",
    "beats-scalings",
    "no-combine",
    "half-useless",
    "pre-var-grows",
    "lns-var-bounded",
    "jacobian-identity",
    "deep-contribute",
    "sft-carry",
    "not-only-smaller",
    "free",
  ],
  datasets: ["moby-dick", "state-of-the-union"],
  async *run(lab, { shape, steps, early, validationBatches, looked, continued }) {
    const text = await mobyDickCharacters({ held: 0.1 });
    const bench = { text, shape, validationBatches };
    const arms = tunedDepthArms(tuning, armNames, shape);
    const results = yield* compareDepth(withProgressRange(lab, 0, 0.95), arms, {
      ...bench,
      ...{ steps, early, chart: "Validation", looked },
    });
    yield* blocksPart(lab, results, { looked, early });
    yield* lossesPart(withProgressRange(lab, 0.95, 1), results, bench, continued);
    yield lab.note(
      "At 1 B parameters this paper has a perplexity of 1415 for Mix-LN, which its own paper has at 18.18. Neither can be tried here, and neither is judged.",
    );
  },
});
