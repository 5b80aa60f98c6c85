/** Measures LayerNorm Scaling against other ways to live with depth: losses, and what each block of a deep, narrow model does. */
import { experiment, withProgressRange } from "#lab/kit/index";
import {
  blockAxis,
  depthCharts,
  depthExperiment,
  lossesPart,
  trainDepth,
  type DepthSettings,
} from "#lab/training/depth/index";
import paper from "../paper.ts";
import { armNames } from "./arms.ts";
import { blocksPart } from "./blocks.ts";
import type { ChartName, ClaimId } from "./names.ts";
import { study } from "./study.ts";

export default experiment<ClaimId, ChartName, DepthSettings>(paper, {
  charts: {
    "Variance by block": {
      x: blockAxis,
      y: { label: "Variance of the stream", scale: "log" },
      caption: "Behind each block. Under Pre-LN every block adds to it; scaled norms add less the deeper they stand.",
    },
    "Distance from the identity": {
      x: blockAxis,
      y: { label: "Relative Frobenius distance", scale: "log" },
      caption: "Of each block's derivative, at the end. Near zero a block hands on what it gets.",
    },
    ...depthCharts(armNames),
  },
  ...depthExperiment(
    study,
    "In one pilot at a common rate of 4e-3 scaled norms were 0.04 nats below Pre-LN after 200 steps and 0.001 above it after 1,000, with 0.17 of its variance. Removing the deep half cost 0.01 and 0.22 nats under Pre-LN, -0.02 and 0.05 with scaled norms. Paired losses of such models scatter by 0.01 to 0.02 nats, of which eight seeds see 0.01 to 0.015; half an hour of one core is the budget.",
  ),
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
  async *run(lab, settings) {
    const trained = yield* trainDepth(withProgressRange(lab, 0, 0.95), study, settings);
    yield* blocksPart(lab, trained.results, settings);
    yield* lossesPart(withProgressRange(lab, 0.95, 1), study, trained, settings.continued);
    yield lab.note(
      "At 1 B parameters this paper has a perplexity of 1415 for Mix-LN, which its own paper has at 18.18. Neither can be tried here, and neither is judged.",
    );
  },
});
