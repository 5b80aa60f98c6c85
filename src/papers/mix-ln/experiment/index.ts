/** Measures Mix-LN against both its parents: losses by share of Post-LN, gradients by block, and what a block is worth. */
import { experiment, withProgressRange } from "#lab/kit/index";
import { depthCharts, depthExperiment, lossesPart, trainDepth, type DepthSettings } from "#lab/training/depth/index";
import paper from "../paper.ts";
import { armNames } from "./arms.ts";
import { blocksPart } from "./blocks.ts";
import type { ChartName, ClaimId } from "./names.ts";
import { drawShares } from "./shares.ts";
import { study } from "./study.ts";

const { "Gradient norm by block": gradients, ...others } = depthCharts(armNames);

export default experiment<ClaimId, ChartName, DepthSettings>(paper, {
  charts: {
    "Gradient norm by block": {
      ...gradients,
      caption:
        "Over all parameters of a block, on one fixed batch, at the start, after 200 steps, and at the end. Is the mixture flat, and does it stay so?",
    },
    "Loss by share": {
      x: { label: "Blocks with Post-LN", unit: "%" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Pre-LN stands at the left end, Post-LN at the right, the paper's choice at a quarter.",
    },
    ...others,
  },
  ...depthExperiment(
    study,
    "In one pilot at a common rate of 4e-3 the mixture was 0.10 nats below Pre-LN after 200 steps and 0.06 after 1,000. Paired losses of such models scatter by 0.01 to 0.02 nats, of which eight seeds see 0.01 to 0.015; half an hour of one core is the budget.",
  ),
  measures: [
    "ppl-71m",
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
  async *run(lab, settings) {
    const trained = yield* trainDepth(withProgressRange(lab, 0, 0.95), study, settings);
    yield* blocksPart(lab, trained.results, settings);
    yield* lossesPart(withProgressRange(lab, 0.95, 1), study, trained, settings.continued);
    if (lab.seed <= 3) yield* drawShares(lab, trained.results);
    yield lab.note(
      "At 1 B parameters this paper has a perplexity of 18.18 for Mix-LN, and a later one, the curse of depth, 1415. Neither can be tried here, and neither is judged.",
    );
  },
});
