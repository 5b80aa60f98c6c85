/** The contestants: ten kinds of attention in the place of one, and a control for the parameters that a gate adds. Nothing else differs. */
import { rotary, type Tensor } from "#engine";
import type { AttentionOptions } from "#lab/nn/language-model/attention";
import { attentionVariants, sinkAsKey } from "#lab/nn/language-model/attention-variants";
import { chunkedLinearAttention, chunkedRetention } from "#lab/nn/language-model/chunked";
import { linearAttention } from "#lab/nn/language-model/linear-attention";
import { rmsNorm } from "#lab/nn/norms";
import { selfAttention, type Arm } from "#lab/training/language-model/index";
import { affineWeights } from "#papers/affine-scaled-attention/method";
import { features, kernels } from "#papers/nalaformer/experiment/kernels";
import type { RetrievalHead } from "#papers/nalaformer/experiment/retrieval-model";
import { scoringHead } from "./heads.ts";
import type { Task } from "./rows.ts";

/** How a model knows where a token stands: by a learned vector for each place, or by turning queries and keys. */
export type Positions = "learned" | "rotary";

export interface AttentionArm {
  readonly id: string;
  readonly name: string;
  readonly statement: string;
  /** Slug. */
  readonly paper: string | null;
  /** As it is trained: causal, by rows of weights. */
  readonly attention: (positions: Positions) => AttentionOptions;
  /** Whether what turns is queries and keys; linear attention turns their features, in the numerator alone (Su et al. 2021, eq. 19). */
  readonly turnsHeads: boolean;
  /** The same numbers in time that grows with the length alone, turned; null: there is no such form. */
  readonly chunked: AttentionOptions | null;
  /** Numbers that one layer keeps to write the next token, after so many. */
  readonly cache: (tokens: number, shape: { readonly width: number; readonly heads: number }) => number;
  /** What a head puts out is normalized, so that how much a query spends means nothing, and only shares of it do. */
  readonly normed: boolean;
  /** On the retrieval task; null: what makes it different does not exist there. */
  readonly head: RetrievalHead | null;
}

type About = Pick<AttentionArm, "name" | "statement"> & { readonly paper?: string };

/** Attention with a score for every pair, which keeps keys and values of all tokens. */
const scored = (
  id: string,
  attention: AttentionOptions,
  about: About,
  alone: AttentionOptions | null = attention,
): AttentionArm => ({
  ...{ id, paper: null, ...about, turnsHeads: true, chunked: null, normed: false },
  attention: () => attention,
  cache: (tokens, { width }) => 2 * tokens * (attention.inner ?? width),
  head: alone && scoringHead(alone),
});

const rotate = (features: Tensor) => rotary(features);

/** Linear attention, which keeps for each head a matrix of features by values, and the sum of its features. */
const linear = (id: string, kernel: keyof typeof features, about: About, perEntry = 1): AttentionArm => ({
  ...{ id, paper: null, ...about, turnsHeads: false, normed: false, head: { weights: kernels[kernel].weights } },
  attention: (positions) => ({
    mix: linearAttention(features[kernel], { causal: true, ...(positions === "rotary" ? { rotate } : {}) }),
  }),
  chunked: { mix: chunkedLinearAttention(features[kernel], { rotate }) },
  cache: (_tokens, { width, heads }) => perEntry * width * (width / heads + 1),
});

/** Width of queries, keys and values of the control in a stream of 64: four maps with 16 features more have as many parameters as one of 64. */
const widerInner = 80;

const { softmax, sigmoid, gated, retention } = attentionVariants;

export const allArms: readonly AttentionArm[] = [
  scored("softmax", softmax, { name: "softmax", statement: "every query spends one unit of attention" }),
  scored(
    "wider",
    { inner: widerInner },
    { name: "softmax, wider", statement: "no contestant: heads of 20 features, for as many parameters as a gate adds" },
    null,
  ),
  scored(
    "sink",
    { weights: sinkAsKey },
    { name: "softmax, sink", statement: "a learned logit per head takes what a query does not want to spend" },
  ),
  scored("gated", gated, {
    name: "gated softmax",
    statement: "a sigmoid gate, made of the query's token, on every feature that the heads put out",
  }),
  scored(
    "affine",
    { weights: affineWeights() },
    {
      name: "affine-scaled",
      statement: "a learned scale of each query's softmax, and the rest spread evenly",
      paper: "affine-scaled-attention",
    },
    { weights: affineWeights({ causal: false }) },
  ),
  scored("sigmoid", sigmoid, {
    name: "sigmoid",
    statement: "each key weighed by itself, less the log of their number",
  }),
  linear("relu", "ReLU", { name: "linear, ReLU", statement: "products of the positive entries of query and key" }),
  linear("elu", "1 + ELU", { name: "linear, 1 + ELU", statement: "products of features that are never zero" }),
  linear("focused", "focused", {
    name: "linear, focused",
    statement: "positive entries cubed and given their length again, so that directions are nearer to an axis",
  }),
  linear(
    "norm-aware",
    "NaLa A",
    {
      name: "linear, norm-aware",
      statement: "the query's length sets the power that its entries are raised to; signs are kept in a second half",
      paper: "nalaformer",
    },
    2,
  ),
  {
    ...scored(
      "retention",
      retention,
      {
        name: "retention",
        statement: "plain products that fade with distance, a norm of each head and a gate; no softmax",
      },
      // Keys without an order have no distance.
      { weights: (_, scores) => scores, gate: retention.gate },
    ),
    normed: true,
    chunked: { mix: chunkedRetention(), gate: retention.gate },
    cache: (_tokens, { width, heads }) => (width * width) / heads,
  },
];

/** What the others are compared with. */
export const baseline = "softmax";

/** What those with a gate are compared with as well. */
export const control = "softmax, wider";

export const armsOf = (task: Task): readonly AttentionArm[] =>
  task === "retrieval" ? allArms.filter(({ head }) => head !== null) : allArms;

/** Of a language model. */
export const modelArm = (
  { name, attention, turnsHeads }: Pick<AttentionArm, "name" | "attention" | "turnsHeads">,
  positions: Positions,
): Arm => ({
  ...{ name, norm: rmsNorm },
  model: {
    attention: selfAttention(attention(positions)),
    positions: positions === "rotary" && !turnsHeads ? "none" : positions,
  },
});
