/** Measures Mix-LN against both its parents: losses by share of Post-LN, gradients by block, and what a block is worth. */
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
    "Gradient norm by block": {
      x: block,
      y: { label: "Norm of the gradient", scale: "log" },
      caption:
        "Over all parameters of a block, on one fixed batch, at the start, after 200 steps, and at the end. Is the mixture flat, and does it stay so?",
    },
    "Loss by share": {
      x: { label: "Blocks with Post-LN", unit: "%" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Pre-LN stands at the left end, Post-LN at the right, the paper's choice at a quarter.",
    },
    "Cost of removal": {
      x: block,
      y: { label: "Loss without the block, less the loss with it", unit: "nats" },
      caption:
        "At the end; one block is taken out, nothing is retrained. The first block, which costs most under Pre-LN, is left out.",
    },
    "Angle by block": {
      x: block,
      y: { label: "Angle between input and output", unit: "half turns" },
      caption: "How far each block turns the stream, mean over tokens, at the end.",
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
    why: "In one pilot at a common rate of 4e-3 the mixture was 0.10 nats below Pre-LN after 200 steps and 0.06 after 1,000. Paired losses of such models scatter by 0.01 to 0.02 nats, of which eight seeds see 0.01 to 0.015; half an hour of one core is the budget.",
    pilot: {},
    arms: armNames,
    steps: full.steps,
    tuning: `A fifth of the steps, by the loss on the last tenth of the training text. ${rule}`,
    learningRates,
    untuned,
  },
  measures: [
    "ppl-71m",
    "ppl-250m",
    "beats-both",
    "alpha-optimum",
    "front-matters",
    "pre-grad-decays",
    "post-grad-vanishes-early",
    "mix-grad-uniform",
    "deep-layers-matter",
    "sft",
    "scaled-init",
    "no-size-change",
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
      "At 1 B parameters this paper has a perplexity of 18.18 for Mix-LN, and a later one, the curse of depth, 1415. Neither can be tried here, and neither is judged.",
    );
  },
});
