/** What is compared: the same encoder under one objective or another, and vectors of words. */

/** Differ from the method in one thing, and take its rate. */
const variants = ["skills of other ads", "two heads", "skills one by one", "classifier"] as const;
type Variant = (typeof variants)[number];
const rivals = ["SBERT", "BERT", "JobBERT"] as const;

/** Encoders that are trained. */
export const trainedArms = ["VacancySBERT", ...variants, ...rivals] as const;
export type TrainedArm = (typeof trainedArms)[number];

/** With the encoder's first weights, which show what its pieces of words are worth untaught, and with what has no encoder. */
export const armNames = [...trainedArms, "untrained", "FastText", "trigrams"] as const;
export type ArmName = (typeof armNames)[number];

/** Those with a rate of their own. */
export const tunedArms = ["VacancySBERT", ...rivals, "FastText"] as const satisfies readonly ArmName[];
/** Whose rate an arm takes. */
export const tunedAs = (arm: TrainedArm | "FastText"): (typeof tunedArms)[number] =>
  isVariant(arm) ? "VacancySBERT" : arm;
const isVariant = (arm: ArmName): arm is Variant => (variants as readonly ArmName[]).includes(arm);

/** Those that the claims name; the best of them is the best baseline. */
export const baselines = ["SBERT", "BERT", "JobBERT", "FastText", "trigrams"] as const satisfies readonly ArmName[];
