/** Of the encoder and its texts. */
import type { Encoder } from "#lab/training/encoder/index";
import { codes, words } from "./world.ts";

/** Tokens of a text, CLS and SEP among them. */
export const length = words + 2;
export const width = 64;
/** Of the contrastive loss. */
export const temperature = 0.05;

export const modelOf = (own = width): Encoder => ({
  ...{ vocabulary: codes.size, context: length, depth: 2, width: own, heads: 4, expand: 2 },
});
