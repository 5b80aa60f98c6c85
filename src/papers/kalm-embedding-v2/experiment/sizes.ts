/** Of the encoders and of what is mined for them. */
import type { Encoder } from "#lab/training/encoder/index";

/** Words of a definition that are read: nine in ten have no more. */
export const length = 12;
export const width = 64;
/** With the embeddings, three times as many parameters. */
export const largerWidth = 160;
export const vocabulary = { size: 5_000, buckets: 500 } as const;
export const temperature = 0.05;
/** Mined negatives of a query. */
export const mined = 3;
/** Of the control that has more of them and none mixed. */
export const moreMined = 7;

export interface Form {
  readonly width: number;
  readonly causal: boolean;
  readonly pooling: "mean" | "last";
}

/** What the paper's embedder is. */
export const ourForm: Form = { width, causal: false, pooling: "mean" };

export const modelOf = (
  { width, causal }: Pick<Form, "width" | "causal">,
  { vocabulary, depth }: Pick<Encoder, "vocabulary" | "depth">,
): Encoder => ({ vocabulary, context: length, depth, width, heads: 4, expand: 2, causal });
