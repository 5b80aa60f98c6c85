/** Of the encoder and its exits. */
import type { Encoder } from "#lab/training/encoder/index";
import { cutSizes, type Exit } from "../method.ts";

/** Words of a definition that are read: nine in ten have no more. */
export const length = 12;
export const extent = { depth: 4, width: 64 } as const;
export const vocabulary = { size: 5_000, buckets: 500 } as const;
export const temperature = 0.05;

export const modelOf = (depth: number, vocabulary: number): Encoder => ({
  ...{ vocabulary, context: length, depth, width: extent.width, heads: 4, expand: 2 },
});

export const sizes: readonly number[] = [...cutSizes(extent.width), extent.width];

/** Every layer at every size. */
export const allExits: readonly Exit[] = Array.from({ length: extent.depth }, (_, at) => at + 1).flatMap((layer) =>
  sizes.map((size) => ({ layer, size })),
);

export const full: Exit = { layer: extent.depth, size: extent.width };
