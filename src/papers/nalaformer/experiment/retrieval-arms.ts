/** The kernels that compete on the retrieval task. */
import { kernels } from "./kernels.ts";
import type { RetrievalHead } from "./retrieval-model.ts";

const { softmax, ReLU, "NaLa A": nalaA, "NaLa B": nalaB, frozen } = kernels;

export const retrievalArms = {
  softmax,
  ReLU,
  "NaLa A": nalaA,
  "NaLa B": nalaB,
  frozen,
  "NaLa A, bias": { ...nalaA, bias: true },
  "frozen, bias": { ...frozen, bias: true },
} as const satisfies Readonly<Record<string, RetrievalHead>>;

export type RetrievalArmName = keyof typeof retrievalArms;
export const retrievalArmNames = Object.keys(retrievalArms) as RetrievalArmName[];
