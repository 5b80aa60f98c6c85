/** What is compared in the second stage: one cross-encoder under several losses, and learned from several texts. */
import type { Sentences } from "./contexts.ts";

export interface Arm {
  readonly sentences: Exclude<Sentences, "asked">;
  /** Few annotated mentions, or many. */
  readonly amount: "few" | "many";
  /** lambda. */
  readonly pull: number;
  /** Pulled to one number for all candidates instead of the first ranking; NIL keeps its own. */
  readonly flat?: boolean;
  /** Mentions stand alone. */
  readonly withoutContext?: boolean;
}

const annotated = (amount: Arm["amount"], pull: number): Arm => ({ sentences: "annotated", amount, pull });

/** Each has a rate of its own. */
export const tunedArms = {
  "many, not pulled": annotated("many", 0),
  "many, pulled by 0.3": annotated("many", 0.3),
  "many, pulled by 1": annotated("many", 1),
  "few, not pulled": annotated("few", 0),
  "few, pulled by 0.3": annotated("few", 0.3),
  "few, pulled by 1": annotated("few", 1),
  "few, flat, pulled by 0.3": { ...annotated("few", 0.3), flat: true },
  "few, flat, pulled by 1": { ...annotated("few", 1), flat: true },
} as const satisfies Readonly<Record<string, Arm>>;

export type TunedArm = keyof typeof tunedArms;

/** Arms that differ in their pull alone, of which tuning takes the best; the first as long as nothing is tuned. */
export const pulls = {
  many: ["many, pulled by 0.3", "many, pulled by 1"],
  few: ["few, pulled by 0.3", "few, pulled by 1"],
  flat: ["few, flat, pulled by 0.3", "few, flat, pulled by 1"],
} as const satisfies Readonly<Record<string, readonly [TunedArm, ...TunedArm[]]>>;

/** In what they differ from the best of many mentions, whose pull and rate they have. */
export const variants = {
  "many, without context": { withoutContext: true },
  translated: { sentences: "translated" },
  "English alone": { sentences: "english" },
} as const satisfies Readonly<Record<string, Partial<Arm>>>;

export type ArmName = TunedArm | keyof typeof variants;
export const armNames = [...Object.keys(tunedArms), ...Object.keys(variants)] as ArmName[];
export const isTuned = (name: ArmName): name is TunedArm => name in tunedArms;

/** The encoder of the first stage, and what all cross-encoders begin with, among the arms that have a rate. */
export const aliasArm = "alias encoder";
export const readerArm = "reader of names";
/** The latter as it is, asked about mentions without their context: no sentence was learned from. */
export const readerAlone = "reader alone";
