/** The exchangeable parts of the language model, as types: a paper replaces one and leaves the others alone. */
import type { Scope, Tensor } from "#engine";

/** Where in the model a part stands. */
export interface Site {
  /** 1 for the first block; depth + 1 for the final norm. */
  readonly block: number;
  readonly depth: number;
  readonly sublayer: "attention" | "feed-forward" | "final";
}

/** Normalizes over the last axis (or does not). [batch, time, width] -> the same shape. */
export type Norm = (at: Scope, x: Tensor) => Tensor;

/** What a linear map is for. */
export interface MapRole {
  /** Its output is added to the residual stream. */
  readonly toResidual: boolean;
}

/** A linear map of the last axis to `features` numbers; owns its weight and bias. [..., n] -> [..., features]. */
export type LinearMap = (at: Scope, x: Tensor, features: number, role: MapRole) => Tensor;

/** What attention and feed-forward are handed besides their input. */
export interface SublayerContext {
  readonly site: Site;
  readonly heads: number;
  readonly rotary: boolean;
  readonly linear: LinearMap;
}

/** The inside of a residual branch. [batch, time, width] -> the same shape. */
export type Sublayer = (at: Scope, x: Tensor, context: SublayerContext) => Tensor;

/** Puts a sublayer and its norm around the residual stream. */
export type Placement = (at: Scope, x: Tensor, branch: (x: Tensor) => Tensor, norm: Norm, site: Site) => Tensor;

/** What a whole block is handed: its two branches, without norms or residual sums. */
export interface BlockContext {
  /** 1 for the first. */
  readonly block: number;
  readonly depth: number;
  readonly heads: number;
  readonly attention: (x: Tensor) => Tensor;
  readonly feedForward: (x: Tensor) => Tensor;
}

/** A whole residual block, for papers whose two sublayers know of each other. [batch, time, width] -> the same shape. */
export type Block = (at: Scope, x: Tensor, context: BlockContext) => Tensor;
