/** Of the encoder and its texts. */
import type { Encoder } from "#lab/training/encoder/index";

/** In tokens: of a title, of a list of skills and of a whole description, of a single skill, of a definition. */
export const lengths = { title: 12, list: 32, skill: 6, gloss: 24 } as const;
export const width = 64;
export const temperature = 0.1;
/** Skills of an ad that a step sees. */
export const skillDraw = { kept: 0.8, most: 16 } as const;

export const modelOf = (vocabulary: number): Encoder => ({
  ...{ vocabulary, context: lengths.list, depth: 2, width, heads: 4, expand: 2 },
});
