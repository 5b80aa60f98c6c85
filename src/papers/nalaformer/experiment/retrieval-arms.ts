/** The kernels that compete on the retrieval task. */
import { ones } from "#engine";
import { linearWeights } from "#lab/nn/language-model/linear-attention";
import { formA, normAware } from "../method.ts";
import { kernels } from "./kernels.ts";
import type { RetrievalHead } from "./retrieval-model.ts";

const { softmax, ReLU, "NaLa A": nalaA, "NaLa B": nalaB } = kernels;

/** The control: form A with one exponent for all queries, within the same bounds. It is learned, from 3.8 on, so that it is as good as one can be. */
const oneExponent: RetrievalHead = {
  weights: (q, k, at) => {
    const { queries, keys } = formA({ exponent: () => normAware(at.parameter("exponent", [1], ones)) });
    return linearWeights(queries(q), keys(k));
  },
};

export const retrievalArms = {
  softmax,
  ReLU,
  "NaLa A": nalaA,
  "NaLa B": nalaB,
  "one exponent": oneExponent,
  "NaLa A, bias": { ...nalaA, bias: true },
  "one exponent, bias": { ...oneExponent, bias: true },
} as const satisfies Readonly<Record<string, RetrievalHead>>;

export type RetrievalArmName = keyof typeof retrievalArms;
export const retrievalArmNames = Object.keys(retrievalArms) as RetrievalArmName[];
