/** Arms that papers on depth compare: one small LLaMA, and what each does about its depth. */
import { adam, warmupCosine, type Schedule } from "#engine";
import {
  layerNormScaling,
  layerScale,
  sandwichNorm,
  scaledBranches,
  scaledNorms,
  scaledStart,
  skipInit,
} from "../../nn/language-model/depth.ts";
import { swiglu } from "../../nn/language-model/feed-forward.ts";
import type { LanguageModel } from "../../nn/language-model/model.ts";
import { mixedNorm, postNorm, preNorm } from "../../nn/language-model/placement.ts";
import { rmsNorm } from "../../nn/norms.ts";
import type { Arm, Comparison, TunedArm } from "../language-model/compare.ts";
import { tunedLearningRate, type Tuned } from "../tuning/choose.ts";

export type DepthShape = Comparison["shape"];

/** What an arm changes in a model of so many blocks. */
type Change = (depth: number, width: number) => Partial<LanguageModel>;

const scaling = () => ({ normAt: layerNormScaling(rmsNorm) });
const scaledInit = (depth: number) => ({ writerScale: scaledStart(depth) });

/** Root mean square of 1, 1/sqrt(2), ..., 1/sqrt(depth). */
export const meanScale = (depth: number): number =>
  Math.sqrt(Array.from({ length: depth }, (_, index) => 1 / (index + 1)).reduce((sum, term) => sum + term) / depth);

/** Blocks with the norm behind the sum in so large a share of the stack, rounded, from the first block on. */
const mix = (share: number) => (depth: number) => ({ placement: mixedNorm(Math.round(share * depth)) });

/** A stream of variance 1 and maps that keep it, as methods without norms in the blocks need: nothing else sets the size of what a branch gets. */
const unitStart = (width: number) => ({ std: 1 / Math.sqrt(width), embeddingStd: 1 });

/** No norms in the blocks, and a factor of the number of branches on each. */
const scaled =
  (factor: (branches: number) => number): Change =>
  (depth, width) => ({ placement: scaledBranches(factor(2 * depth)), ...unitStart(width) });

export const depthChanges = {
  "Pre-LN": () => ({ placement: preNorm }),
  "Post-LN": () => ({ placement: postNorm }),
  "Mix-LN 1/8": mix(1 / 8),
  "Mix-LN 1/4": mix(1 / 4),
  "Mix-LN 3/8": mix(3 / 8),
  "Mix-LN 1/2": mix(1 / 2),
  /** A control: as many blocks with the norm behind, at the other end. */
  "Mix-LN 1/4, at the end": (depth) => ({
    placement: (at, x, branch, norm, site) =>
      (site.block > depth - Math.round(depth / 4) ? postNorm : preNorm)(at, x, branch, norm, site),
  }),
  "LayerNorm Scaling": scaling,
  /** A control: norms as small on average, but alike in all blocks. */
  "one factor": (depth) => ({ normAt: scaledNorms(rmsNorm, () => meanScale(depth)) }),
  LayerScale: () => ({ placement: layerScale() }),
  SkipInit: () => ({ placement: skipInit }),
  "Pre-LN, scaled init": scaledInit,
  "Mix-LN 1/4, scaled init": (depth) => ({ ...mix(1 / 4)(depth), ...scaledInit(depth) }),
  "LayerNorm Scaling, scaled init": (depth) => ({ ...scaling(), ...scaledInit(depth) }),
  "Sandwich-LN": () => ({ placement: sandwichNorm }),
  "factor 1/sqrt n": scaled((branches) => 1 / Math.sqrt(branches)),
  "factor 1/n": scaled((branches) => 1 / branches),
  /** The last map of a branch starts at 0, the others smaller by the root of the number of branches; nothing else of Fixup. Zhang et al. 2019. */
  "Fixup-like": (depth, width) => ({
    ...{ placement: scaledBranches(1), writerScale: 0, embeddingStd: 1 },
    std: unitStart(width).std / Math.sqrt(2 * depth),
  }),
  /** A control: Pre-LN from where those without norms begin. */
  "Pre-LN, unit start": (_depth, width) => ({ placement: preNorm, ...unitStart(width) }),
} as const satisfies Record<string, Change>;

export type DepthArmName = keyof typeof depthChanges;

/** In more than one comparison: their rates are tuned once (`tuning.json`). */
export const commonArms = [
  "Pre-LN",
  "Post-LN",
  "Mix-LN 1/4",
  "Pre-LN, scaled init",
] as const satisfies readonly DepthArmName[];

/** Those of a comparison whose rates it tunes itself. */
export const ownArms = <Name extends DepthArmName>(
  names: readonly Name[],
): Exclude<Name, (typeof commonArms)[number]>[] =>
  names.filter(
    (name): name is Exclude<Name, (typeof commonArms)[number]> => !(commonArms as readonly string[]).includes(name),
  );

/** 0.02 at a width of 768, and as much times the root of the width at any other: a narrower model's branches would be dead. */
export const startingStd = (width: number): number => 0.02 * Math.sqrt(768 / width);

/** A tenth of the steps warms up, as in LLaMA's recipe, but a fifth where that is less than a hundred; then half a cosine down to a tenth. */
export const depthSchedule = (peak: number, total: number): Schedule =>
  warmupCosine({
    peak,
    warmup: Math.ceil(Math.max(total / 10, Math.min(100, total / 5))),
    total,
    minLearningRate: peak / 10,
  });

/** Adam, nothing clipped or decayed. Every arm starts from the same numbers by name. */
export const depthArm = <Name extends DepthArmName>(
  name: Name,
  { depth, width }: Pick<DepthShape, "depth" | "width">,
): Arm & { readonly name: Name } => ({
  name,
  norm: rmsNorm,
  maxGradNorm: null,
  optimizer: (learningRate) => adam({ learningRate }),
  schedule: depthSchedule,
  model: {
    feedForward: swiglu(),
    positions: "rotary",
    biases: false,
    std: startingStd(width),
    embeddingStd: startingStd(width),
    writerScale: 1,
    ...depthChanges[name](depth, width),
  },
});

/** Arms at the rates of a table. */
export const tunedDepthArms = <Name extends DepthArmName>(
  table: readonly Tuned[],
  names: readonly Name[],
  shape: DepthShape,
): (TunedArm & { readonly name: Name })[] =>
  names.map((name) => ({ ...depthArm(name, shape), learningRate: tunedLearningRate(table, name) }));

/** The model of the recordings: 0.5 million weights in sixteen narrow blocks. */
export const depthShape: DepthShape = { depth: 16, width: 48, heads: 4, context: 32, batch: 4 };
