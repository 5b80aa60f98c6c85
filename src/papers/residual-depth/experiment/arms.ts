/** The towers that are compared: the factor, and what others put in its place. */
import { normal, zeros, type Scope, type Tensor } from "#engine";
import { batchNorm, layerNorm } from "#lab/nn/norms";
import type { ImageModel } from "#lab/training/vision/index";
import { branchFactors, perceptron, towerClassifier, type TowerOptions } from "../method.ts";

type Branch = NonNullable<TowerOptions["branch"]>;

const plain: Branch = (at, width) => perceptron(at, width);

/** One learned scalar per branch, which starts at 0. De & Smith 2020. */
const skipInit: Branch = (at, width) => {
  const gate = at.parameter("gate", [1], zeros);
  const { value } = perceptron(at, width);
  return { value: (z: Tensor) => value(z).mul(gate) };
};

/** The last matrix of a branch starts at 0, the first one is divided by sqrt(n): Fixup for branches of two layers, without its scalar biases. Zhang et al. 2019. */
const fixupLike: Branch = (at, width, depth) =>
  perceptron(at, width, { first: normal(Math.sqrt(2 / width / depth)), second: zeros });

const preLayerNorm: Branch = (at, width) => perceptron(at, width, { before: layerNorm });
const withBatchNorm: Branch = (at, width) => perceptron(at, width, { inside: batchNorm });

interface Arm {
  /** Of n blocks. */
  readonly factor: (n: number) => number;
  readonly branch: Branch;
  readonly last?: TowerOptions["last"];
}

const one = branchFactors["1"];

export const arms = {
  "factor 1": { factor: one, branch: plain },
  "factor 1/sqrt n": { factor: branchFactors["1/sqrt n"], branch: plain },
  "factor 1/n": { factor: branchFactors["1/n"], branch: plain },
  "batch norm": { factor: one, branch: withBatchNorm, last: batchNorm },
  "layer norm": { factor: one, branch: preLayerNorm, last: layerNorm },
  SkipInit: { factor: one, branch: skipInit },
  "Fixup-like": { factor: one, branch: fixupLike },
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** Multiples c of 1/sqrt(n), for the control of capacity; an arm each, named so in tuning.json. */
export const multiples = [0.03, 0.1, 0.3, 1, 3] as const;
export const multipleName = (c: number): string => `${c}/sqrt n`;

/** Width of the stream, and of the hidden layer of every branch. */
export const width = 64;

/** A tower on digits. */
export const modelOf =
  ({ factor, branch, last }: Arm, depth: number): ImageModel =>
  (at: Scope, images: Tensor) =>
    towerClassifier(at, images, { depth, width, classes: 10, factor: factor(depth), branch, last }).logits;

/** The plain tower with c / sqrt(n) on its branches. */
export const multipleArm = (c: number): Arm => ({ factor: (n) => c / Math.sqrt(n), branch: plain });
