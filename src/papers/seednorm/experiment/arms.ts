/** The arms of SeeDNorm's experiment: the norms it is compared with, and what is left of it when one thing is changed. */
import { filled, ones, zeros, type Scope, type Tensor } from "#engine";
import { dynamicTanh, layerNorm as fusedLayerNorm, rmsNorm } from "#lab/nn/norms";
import type { Arm } from "#lab/training/language-model/index";
import { decayFilter, seedGate, seedNorm } from "../method.ts";

/** Of all norms that have one: published implementations of SeeDNorm differ, so it takes its model's. */
const eps = 1e-5;

export const rms: Arm = { name: "RMSNorm", norm: (at, x) => rmsNorm(at, x, { eps }) };
export const ours: Arm = { name: "SeeDNorm", norm: (at, x) => seedNorm(at, x, { eps }), decayFilter };
const layerNorm: Arm = { name: "LN", norm: (at, x) => fusedLayerNorm(at, x, { eps }) };
export const tanh: Arm = { name: "DyT", norm: (at, x) => dynamicTanh(at, x) };

/** Each has a learning rate of its own, from the same grid. */
export const arms: readonly Arm[] = [rms, layerNorm, tanh, ours];

/** SeeDNorm with one thing changed, at SeeDNorm's learning rate. */
export const variants: readonly Arm[] = [
  { ...ours, name: "alpha from 0.1", norm: (at, x) => seedNorm(at, x, { eps, alpha: 0.1 }) },
  { ...ours, name: "alpha from 10", norm: (at, x) => seedNorm(at, x, { eps, alpha: 10 }) },
  { ...ours, name: "one alpha for all channels", norm: scalarAlpha },
  { ...ours, name: "alpha and beta without decay", decayFilter: undefined },
];

function scalarAlpha(at: Scope, x: Tensor): Tensor {
  const d = x.shape.at(-1)!;
  const gate = seedGate(x, at.parameter("beta", [d], zeros)).mul(at.parameter("alpha", [1], filled(1)));
  const normal = x.mul(x.square().mean(-1).add(eps).rsqrt());
  return gate.add(at.parameter("gamma", [d], ones)).mul(normal);
}

/** The heads of the vision transformer's norms: slices of 8 channels. The paper's larger one does best with 16. */
export const visionHeads = 8;

/** Arms in the vision transformer. Decay of vectors takes part as in the language model. */
export const visionArms: readonly (Arm & { readonly heads?: number })[] = [
  layerNorm,
  tanh,
  { ...ours, name: "SeeDNorm, 1 head", heads: 1 },
  {
    ...ours,
    name: `SeeDNorm, ${visionHeads} heads`,
    norm: (at, x) => seedNorm(at, x, { eps, heads: visionHeads }),
    heads: visionHeads,
  },
];
