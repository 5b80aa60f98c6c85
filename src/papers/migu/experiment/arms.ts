/** What is compared: plain fine-tuning and MIGU, with adapters, with replay, and in three architectures; and masks that could refute it. */
import { constant, input, random, type Scope, type Tensor } from "#engine";
import { largest, type Choice } from "../method.ts";
import type { FamilyName } from "./networks.ts";

/** Which features learn: all, those of the largest or the smallest outputs, or as many at random, drawn once for a task or anew in each step. */
export type Mask = "none" | "largest" | "smallest" | "random" | "fleeting";

export interface Arm {
  readonly mask: Mask;
  /** Default: decoder. */
  readonly family?: FamilyName;
  /** Adapters alone are trained. */
  readonly adapters?: boolean;
  /** Two rows in sixteen come from earlier tasks, of which a twentieth is stored. */
  readonly replay?: boolean;
  /** Features without a gradient do not move, whatever Adam remembers. */
  readonly frozen?: boolean;
  /** Takes the rate of this arm, from which it differs in one thing and backs no claim. Default: one of its own. */
  readonly rateOf?: string;
}

export const arms = {
  plain: { mask: "none" },
  MIGU: { mask: "largest" },
  "random mask": { mask: "random" },
  "random, anew": { mask: "fleeting", rateOf: "random mask" },
  "smallest outputs": { mask: "smallest" },
  "MIGU, no momentum": { mask: "largest", frozen: true, rateOf: "MIGU" },
  replay: { mask: "none", replay: true },
  "replay, MIGU": { mask: "largest", replay: true },
  adapters: { mask: "none", adapters: true },
  "adapters, MIGU": { mask: "largest", adapters: true },
  "adapters, random mask": { mask: "random", adapters: true },
  encoder: { mask: "none", family: "encoder" },
  "encoder, MIGU": { mask: "largest", family: "encoder" },
  "encoder-decoder": { mask: "none", family: "encoder-decoder" },
  "encoder-decoder, MIGU": { mask: "largest", family: "encoder-decoder" },
} as const satisfies Readonly<Record<string, Arm>>;
export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** The arm as any arm: without what only some have. */
export const armOf = (name: ArmName): Arm => arms[name];

/** Those that have a rate of their own. */
export const tunedArms = armNames.filter((name) => armOf(name).rateOf === undefined);

/** Numbers that a random mask of a task is drawn as. */
const drawnNumbers = 8;

/**
 * All masks in one program, so that arms which differ in nothing else share it. `mask` is fed, [3], as a factor on the magnitudes, one on
 * numbers drawn anew for each map and step, and 1 where everything learns; `held`, [1, 8], mixes eight fixed random vectors of each map:
 * the features at which the mixture is largest are a random set, the same one for as long as the same numbers are fed.
 */
export const fedChoice: Choice = (at: Scope, a: Tensor): Tensor => {
  const mask = input("mask", [3]);
  const part = (from: number) => mask.slice(0, from, from + 1);
  const vectors = random(0)
    .stream(`random masks of ${at.path}`)
    .normal(drawnNumbers * a.size);
  const fixed = constant(vectors, { shape: [drawnNumbers, a.size] });
  const held = input("held", [1, drawnNumbers]).matmul(fixed).reshape(a.size);
  const score = a
    .mul(part(0))
    .add(at.noise("mask noise", a.shape).mul(part(1)))
    .add(held);
  return largest(score).maximum(part(2));
};

const fed: Readonly<Record<Mask, readonly [number, number, number]>> = {
  none: [0, 0, 1],
  largest: [1, 0, 0],
  smallest: [-1, 0, 0],
  random: [0, 0, 0],
  fleeting: [0, 1, 0],
};

/** Of the task at a place of its sequence; the first one is learned without a mask. */
export function maskFeed(mask: Mask, place: number, seed: number): { mask: Float32Array; held: Float32Array } {
  const draws = random(seed).stream(`random mask of task ${place}`);
  return {
    mask: Float32Array.from(fed[place === 0 ? "none" : mask]),
    held: mask === "random" ? draws.normal(drawnNumbers) : new Float32Array(drawnNumbers),
  };
}
