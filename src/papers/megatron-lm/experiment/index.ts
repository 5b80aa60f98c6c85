/** Measures a transformer that is split over two workers: that it computes the same, what it costs, and where its layer norms should stand. */
import { experiment, withProgressRange } from "#lab/kit/index";
import { tuningOf } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { encoderArms } from "./arms.ts";
import { exactPart, layersOf, memoryPart } from "./exact.ts";
import { placementPart } from "./placement.ts";
import { configurations, scalingPart } from "./scaling.ts";
import { full, type ChartName, type ClaimId, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

const dots = { mark: "dots" } as const;
const small = { vocabulary: 96, context: 8, depth: 2, width: 16, heads: 2, batch: 2 };

export default experiment<ClaimId, ChartName, Settings>(paper, {
  plan: {
    seeds: full.seeds,
    why: "The budget sets the limit. Two workers need both processors: record with --workers 1, on a machine that does nothing else.",
    pilot: {},
    arms: [...encoderArms(full.encoder.depths).map(({ name }) => name), ...configurations(full.scaling), "one worker"],
    steps: { encoder: full.encoder.steps, scaling: full.scaling.rounds },
    ...tuningOf(tuning, { runs: "half of the steps" }),
  },
  charts: {
    Difference: {
      x: { label: "Layer", names: layersOf(full.exact) },
      y: { label: "Largest difference from the gradient of one program", scale: "log" },
      ...dots,
      caption:
        "Split gradients differ by rounding. Without f, what lies before a norm gets a part of its gradient only.",
    },
    Speed: {
      x: { label: "Arithmetic per worker, as a share of one worker's alone", unit: "%" },
      y: { label: "Two workers", names: configurations(full.scaling) },
      ...dots,
      caption: "Two models that share nothing but the machine tell how much a second worker can bring at most.",
    },
    Step: {
      x: { label: "Time", unit: "ms" },
      y: { label: "Worker", names: ["first", "second"] },
      ...dots,
      caption: "One step of the wider model: the middle of each piece of work. Sums come four times a layer.",
    },
    Memory: {
      x: { label: "Ranks", scale: "log" },
      y: { label: "Parameters and Adam's state on a rank", unit: "GiB", scale: "log" },
      caption: "Nearly a straight line: little is kept whole on every rank.",
    },
    Placement: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per hidden character" },
      caption:
        "The same batches, hidden places and first weights for both placements of a depth, each at its own rate.",
    },
    Depth: {
      x: { label: "Layers" },
      y: { label: "Validation loss at the end", unit: "nats per hidden character" },
      ...dots,
      caption: "The paper's claim is about what happens to the right.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 45, browser: 120 },
      scaling: {
        one: { ...full.scaling.one, context: 64, batch: 8 },
        two: [{ ...full.scaling.two[0], context: 64, batch: 8 }],
        rounds: 3,
        peak: full.scaling.peak,
      },
      encoder: { ...full.encoder, depths: [2, 6], steps: 120, validationBatches: 4, every: 20 },
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    exact: small,
    scaling: { one: { ...small, depth: 1 }, two: [{ ...small, depth: 1 }], rounds: 1, peak: 16 },
    encoder: {
      shape: { width: 8, heads: 2, context: 8, batch: 2 },
      depths: [2],
      steps: 2,
      validationBatches: 1,
      every: 2,
    },
  },
  measures: [
    "no-compiler",
    "exact",
    "scaling-efficiency",
    "baseline-flops",
    "max-model",
    "orthogonal-pipeline",
    "ln-placement",
    "ln-placement-grows",
  ],
  datasets: ["moby-dick"],

  async *run(lab, { exact, scaling, encoder }) {
    yield* exactPart(withProgressRange(lab, 0, 0.1), exact);
    yield* memoryPart(lab, scaling.two[0]);
    yield* scalingPart(withProgressRange(lab, 0.1, 0.4), scaling);
    yield* placementPart(withProgressRange(lab, 0.4, 1), encoder, tuning);
  },
});
