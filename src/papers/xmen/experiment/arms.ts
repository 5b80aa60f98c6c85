/** What is compared in the second stage: one cross-encoder under several losses, and learned from several texts. */
import type { Sentences } from "./contexts.ts";

export interface Arm {
  readonly sentences: Exclude<Sentences, "asked">;
  /** Few annotated mentions, or many. */
  readonly amount: "few" | "many";
  /** lambda. */
  readonly pull: number;
  /** Pulled to one number for all candidates instead of the first ranking. */
  readonly unranked?: boolean;
  /** Mentions stand alone. */
  readonly withoutContext?: boolean;
}

const annotated = (pull: number): Arm => ({ sentences: "annotated", amount: "many", pull });

/** Each has a rate of its own. */
export const tunedArms = {
  "many, not pulled": annotated(0),
  "many, pulled by 0.3": annotated(0.3),
  "many, pulled by 1": annotated(1),
} as const satisfies Readonly<Record<string, Arm>>;

export type TunedArm = keyof typeof tunedArms;

/** Those that are pulled to the first ranking; the first one is taken as long as nothing is tuned. */
export const pulled = ["many, pulled by 0.3", "many, pulled by 1"] as const satisfies readonly [
  TunedArm,
  ...TunedArm[],
];

/** Like which arm they are, whose rate they have, and in what they differ. Without a name it is the pulled one that did best in tuning. */
export const variants = {
  "many, pulled by 0.1": { like: "many, pulled by 0.3", pull: 0.1 },
  "few, not pulled": { like: "many, not pulled", amount: "few" },
  "few, pulled by 0.1": { like: "many, pulled by 0.3", amount: "few", pull: 0.1 },
  "few, pulled by 0.3": { like: "many, pulled by 0.3", amount: "few" },
  "few, pulled by 1": { like: "many, pulled by 1", amount: "few" },
  "few, pulled to one number": { amount: "few", unranked: true },
  "many, without context": { withoutContext: true },
  translated: { sentences: "translated" },
  "English alone": { sentences: "english" },
} as const satisfies Readonly<Record<string, Partial<Arm> & { readonly like?: TunedArm }>>;

export type ArmName = TunedArm | keyof typeof variants;
export const armNames = [...Object.keys(tunedArms), ...Object.keys(variants)] as ArmName[];
export const isTuned = (name: ArmName): name is TunedArm => name in tunedArms;

/** The same with few mentions. */
export const fewLike = {
  "many, pulled by 0.3": "few, pulled by 0.3",
  "many, pulled by 1": "few, pulled by 1",
} as const satisfies Readonly<Record<(typeof pulled)[number], ArmName>>;

/** The encoder of the first stage, and what all cross-encoders begin with, among the arms that have a rate. */
export const aliasArm = "alias encoder";
export const readerArm = "reader of names";
