/** What is compared: plain fine-tuning and MIGU, with adapters, with replay, and in three architectures; and masks that could refute it. */
import { input, type Scope, type Tensor } from "#engine";
import { largest, type Choice } from "../method.ts";
import type { FamilyName } from "./networks.ts";

/** Which features learn: all, those of the largest or the smallest outputs, or as many at random, drawn anew in each step. */
export type Mask = "none" | "largest" | "smallest" | "random";

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
  /** Takes the rate of this arm times `share`, instead of one of its own. */
  readonly rateOf?: { readonly arm: string; readonly share: number };
}

export const arms = {
  plain: { mask: "none" },
  MIGU: { mask: "largest" },
  "random mask": { mask: "random" },
  "smallest outputs": { mask: "smallest" },
  /** All features, each step three tenths as large as MIGU's. */
  "smaller steps": { mask: "none", rateOf: { arm: "MIGU", share: 0.3 } },
  "MIGU, no momentum": { mask: "largest", frozen: true },
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

/**
 * All masks in one program, so that arms which differ in nothing else share it: `mask` is fed, [3], as a factor on the magnitudes, one on
 * numbers drawn anew for each map and step, and 1 where everything learns.
 */
export const fedChoice: Choice = (at: Scope, a: Tensor): Tensor => {
  const mask = input("mask", [3]);
  const part = (from: number) => mask.slice(0, from, from + 1);
  const score = a.mul(part(0)).add(at.noise("mask noise", a.shape).mul(part(1)));
  return largest(score).maximum(part(2));
};

const fed: Readonly<Record<Mask, readonly [number, number, number]>> = {
  none: [0, 0, 1],
  largest: [1, 0, 0],
  smallest: [-1, 0, 0],
  random: [0, 1, 0],
};
/** The first task of a sequence is learned without a mask. */
export const maskFeed = (mask: Mask, task: number) => ({ mask: Float32Array.from(fed[task === 0 ? "none" : mask]) });
