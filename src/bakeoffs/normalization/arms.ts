/** The twelve arms, each as its paper has it, with what of it folds into the maps behind it. */
import type { Parameters } from "#engine";
import { bhytBlock, refreshEvery } from "#papers/bhyt/method";
import { foldBhyt, foldedBhyt } from "#papers/bhyt/experiment/fold";
import { layerNorm } from "#papers/layer-norm/method";
import { groupScale, inferenceAffine as affineOfPower, powerNorm, powerNormV } from "#papers/power-norm/method";
import { decayFilter as seedDecays, seedNorm } from "#papers/seednorm/method";
import { inferenceAffine as affineOfUnified, unifiedNorm } from "#papers/unified-normalization/method";
import {
  foldedModel,
  foldLanguageModel,
  type Arm,
  type ChannelAffine,
  type LanguageModel,
  type Norm,
} from "#lab/training/language-model/index";
import { batchNorm, dynamicTanh, noNorm, rmsNorm, rmsScale } from "#lab/nn/norms";
import { filled } from "#engine";

export interface BakeoffArm extends Arm {
  /** Part of addresses. */
  readonly id: string;
  /** Its name in full. */
  readonly title: string;
  /** The paper whose page tells more; null for a control or a norm that is no paper of the shelf. */
  readonly paper: string | null;
  /** What it is, in a few words. */
  readonly statement: string;
  /** The same function with less to do, for a trained model; null where nothing folds. */
  readonly fold: ((weights: Parameters, model: LanguageModel) => { model: LanguageModel; weights: Parameters }) | null;
}

/** How long statistics warm up: a fifth of the run, as papers count it in steps of runs a thousand times as long. */
const warmupOf = (steps: number) => Math.ceil(steps / 5);

/** Folds what a norm ends with into its readers; `rest` is what remains of it. */
const folding =
  (rest: Norm, affineOf: (take: (name: string) => Float32Array) => ChannelAffine): BakeoffArm["fold"] =>
  (weights, model) => ({
    model: foldedModel(model, rest),
    weights: foldLanguageModel(weights, model, (norm) => affineOf((name) => weights[`${norm}/${name}`])),
  });

const unshifted = (scale: Float32Array): ChannelAffine => ({ scale, shift: new Float32Array(scale.length) });
const gainAndBias = (take: (name: string) => Float32Array): ChannelAffine => ({
  scale: take("gain"),
  shift: take("bias"),
});

const batchAffine = (take: (name: string) => Float32Array, eps = 1e-5): ChannelAffine => {
  const [gain, bias, mean, variance] = ["gain", "bias", "running mean", "running variance"].map(take);
  const scale = gain.map((value, channel) => value / Math.sqrt(variance[channel] + eps));
  return { scale, shift: bias.map((value, channel) => value - mean[channel] * scale[channel]) };
};

const standardized: Norm = (_, x) => {
  const centred = x.sub(x.mean(-1));
  return centred.div(centred.square().mean(-1).add(1e-5).sqrt());
};
const bare: Norm = (_, x) => rmsScale(x);

/** All arms for a run of so many steps. Every norm of a model is the arm's, the final one too, but for BHyT, as released. */
export function allArms(
  steps: number,
  { heads, context }: Pick<LanguageModel, "heads" | "context">,
): readonly BakeoffArm[] {
  const warmup = warmupOf(steps);
  const grouped: Norm = (_, x) => groupScale(x, heads);
  return [
    { id: "none", title: "No norm", name: "none", paper: null, statement: "no norm at all", norm: noNorm, fold: null },
    {
      id: "layer-norm",
      title: "Layer norm",
      name: "LN",
      paper: "layer-norm",
      statement: "layer norm, in primitive operators",
      norm: (at, x) => layerNorm(at, x),
      fold: folding(standardized, gainAndBias),
    },
    {
      id: "rms",
      title: "RMS norm",
      name: "RMS",
      paper: "pre-rmsnorm",
      statement: "RMS norm",
      norm: (at, x) => rmsNorm(at, x),
      fold: folding(bare, (take) => unshifted(take("gain"))),
    },
    {
      id: "rms-bare",
      title: "RMS norm without a gain",
      name: "RMS, no gain",
      paper: "scale-vectors",
      statement: "RMS norm without its gain",
      norm: bare,
      fold: null,
    },
    {
      id: "rms-small",
      title: "RMS norm with a gain from 0.2",
      name: "RMS, gain 0.2",
      paper: null,
      statement: "control: RMS norm whose gain starts at 0.2",
      norm: (at, x) => rmsNorm(at, x, { gain: 0.2 }),
      fold: folding(bare, (take) => unshifted(take("gain"))),
    },
    {
      id: "batch-norm",
      title: "Batch norm",
      name: "BN",
      paper: null,
      statement: "batch norm over all tokens of the batch",
      norm: (at, x) => batchNorm(at, x),
      fold: folding(noNorm, (take) => batchAffine(take)),
    },
    {
      id: "pn-v",
      title: "Batch norm by the quadratic mean",
      name: "PN-V",
      paper: "power-norm",
      statement: "batch norm by the quadratic mean",
      norm: (at, x) => powerNormV(at, x),
      fold: folding(noNorm, (take) => affineOfPower({ gain: take("gain"), bias: take("bias"), psi2: take("psi2") })),
    },
    {
      id: "power-norm",
      title: "PowerNorm",
      name: "PN",
      paper: "power-norm",
      statement: "PowerNorm with group scaling, as released",
      norm: (at, x) => powerNorm(at, x, { warmup, groups: heads }),
      fold: folding(grouped, (take) => affineOfPower({ gain: take("gain"), bias: take("bias"), psi2: take("psi2") })),
    },
    {
      id: "unified",
      title: "Unified normalization",
      name: "UN",
      paper: "unified-normalization",
      statement: "unified normalization, without filtration",
      norm: (at, x) => unifiedNorm(at, x, { warmup, filtration: false }),
      fold: folding(noNorm, (take) => affineOfUnified({ gain: take("gain"), bias: take("bias"), v: take("v") })),
    },
    {
      id: "seednorm",
      title: "SeeDNorm",
      name: "SeeDNorm",
      paper: "seednorm",
      statement: "RMS norm with a gain that depends on the token",
      norm: (at, x) => seedNorm(at, x),
      decayFilter: seedDecays,
      fold: null,
    },
    {
      id: "dyt",
      title: "Dynamic tanh",
      name: "DyT",
      paper: null,
      statement: "a tanh with a learned slope, no statistics",
      norm: (at, x) => dynamicTanh(at, x),
      fold: folding((at, x) => x.mul(at.parameter("alpha", [1], filled(0.5))).tanh(), gainAndBias),
    },
    {
      id: "bhyt",
      title: "Bounded hyperbolic tanh",
      name: "BHyT",
      paper: "bhyt",
      statement: "a tanh bounded by the token's own size, measured once per block",
      norm: (at, x) => rmsNorm(at, x),
      model: { block: bhytBlock({ length: context, refresh: refreshEvery(steps) }) },
      fold: (weights, model) => ({ model: foldedBhyt(model), weights: foldBhyt(weights, model) }),
    },
  ];
}

/** The baseline of every difference and ratio. */
export const baseline = "LN";

/** Enough to see every kind of norm; the other four are variants and controls. */
export const core: readonly string[] = ["none", "LN", "RMS", "BN", "PN", "UN", "SeeDNorm", "BHyT"];
