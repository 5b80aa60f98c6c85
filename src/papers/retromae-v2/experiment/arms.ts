/** What is compared: one encoder that is trained with different decoders, on the same texts with the same words hidden. */
import { detach, input, type Tensor } from "#engine";
import { bagWeight, type Decoders } from "../method.ts";

/** How much of the decoder's gradient reaches the text's vector is fed: what the decoder reads is the same for every `flow`. */
const gated = (text: Tensor): Tensor => {
  const fixed = detach(text);
  return fixed.add(text.sub(fixed).mul(input("flow", [])));
};

/** Arms with the same decoders share a program. */
const decoders = {
  none: {},
  bag: { bag: true },
  rebuild: { rebuild: { change: gated } },
  both: { rebuild: {}, bag: true },
} as const satisfies Record<string, Decoders>;

export interface Arm {
  readonly decoders: Decoders;
  /** Weight of the bag of words. */
  readonly weight?: number;
  /** Of the decoder's gradient into the vector. */
  readonly flow?: number;
  /** Times the steps of the others. */
  readonly longer?: number;
  /** Whose rate an arm takes that differs from it in weight or length alone. Default: its own. */
  readonly tunedAs?: string;
}

export const arms = {
  MLM: { decoders: decoders.none },
  RetroMAE: { decoders: decoders.rebuild, flow: 1 },
  DupMAE: { decoders: decoders.both, weight: bagWeight },
  // The decoder learns from the vector, and the vector nothing from the decoder.
  "RetroMAE, cut": { decoders: decoders.rebuild, flow: 0 },
  // RetroMAE guesses about four times as many words in a step: hidden ones, and all of them again.
  "MLM, more guesses": { decoders: decoders.none, longer: 4, tunedAs: "MLM" },
  "DupMAE, bag at 1": { decoders: decoders.both, weight: 1, tunedAs: "DupMAE" },
  "MLM and bag": { decoders: decoders.bag, weight: bagWeight, tunedAs: "MLM" },
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];
export const armOf = (name: ArmName): Arm => arms[name];
/** Those that the claims need; the others are variants. */
export const neededArms: readonly ArmName[] = ["MLM", "RetroMAE", "DupMAE", "RetroMAE, cut", "MLM, more guesses"];
/** Those with a rate of their own. */
export const tunedArms = armNames.filter((name) => armOf(name).tunedAs === undefined);

/** The start of a fine-tuning: one of the arms, or the first weights. */
export const untrained = "no pre-training";
export type StartName = ArmName | typeof untrained;

/** Those that are fine-tuned as well. */
export const fineTuned = [untrained, "MLM", "RetroMAE", "DupMAE"] as const satisfies readonly StartName[];
/** Of a fine-tuning in the tuning table. */
export const tuningNameOf = (start: (typeof fineTuned)[number]): string => `${start}, fine-tuned`;
