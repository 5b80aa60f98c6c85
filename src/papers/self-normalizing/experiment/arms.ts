/** The seven kinds of nets that are compared: the paper's, and its six baselines, all of one width. */
import { dropout, type Scope, type Tensor } from "#engine";
import {
  feedForward,
  heLayer,
  highwayLayer,
  layerThenNorm,
  normedLayer,
  residualBlock,
  weightNormLayer,
  type HiddenLayer,
} from "#lab/nn/feed-forward/index";
import { batchNorm, layerNorm } from "#lab/nn/norms";
import type { TabularModel } from "#lab/training/tabular/index";
import { selfNormalizingLayer } from "../method.ts";

interface Kind {
  readonly layer: HiddenLayer;
  /** How many layers one of its hidden layers stands for. Default 1. */
  readonly deep?: number;
}

export const kinds = {
  SNN: { layer: selfNormalizingLayer() },
  "He initialization": { layer: heLayer },
  "batch norm": { layer: layerThenNorm(batchNorm) },
  "layer norm": { layer: normedLayer(layerNorm) },
  "weight norm": { layer: weightNormLayer },
  highway: { layer: highwayLayer() },
  residual: { layer: residualBlock(batchNorm), deep: 2 },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

/** The baselines in which all that a layer gets goes through its weights. */
export const plainKinds: readonly KindName[] = ["He initialization", "batch norm", "layer norm", "weight norm"];

/** SNN with its own dropout and with the ordinary one: not compared with other kinds, which have none. */
export const dropoutKinds = {
  "SNN, alpha dropout": { layer: selfNormalizingLayer({ rate: 0.05 }) },
  "SNN, ordinary dropout": { layer: (at, x, width) => dropout(at, kinds.SNN.layer(at, x, width), 0.05) },
} as const satisfies Record<string, Kind>;

/** Units of every hidden layer. */
export const width = 64;

/** A net of so many hidden layers, an even number, and a linear map to the classes. */
export const netOf = ({ layer, deep = 1 }: Kind, depth: number): TabularModel => {
  const widths = Array<number>(depth / deep).fill(width);
  return (at: Scope, features: Tensor, classes: number) =>
    feedForward(at, features, { widths, outputs: classes, layer });
};

/** What tuning.json calls a kind at a depth. */
export const armName = (kind: KindName, depth: number): string => `${kind}, ${depth} layers`;
