/** Of both encoders and their texts. */
import { hashTokenizer, lowerCharacters } from "#lab/datasets/hashed";
import type { CrossEncoder } from "#lab/nn/encoder/cross-encoder";
import { wordTrigrams } from "#lab/text/trigrams";
import type { Encoder } from "#lab/training/encoder/index";
import { marks, roleCount } from "../pairs.ts";

/** Of the alias encoder: characters of any script. */
export const characters = hashTokenizer({ pieces: lowerCharacters, buckets: 2_048 });
export const aliasLength = 24;
export const aliasEncoder: Encoder = {
  ...{ vocabulary: characters.size, context: aliasLength, depth: 2, width: 64, heads: 4, expand: 2 },
};

/** Of the cross-encoder: trigrams of words. */
export const trigrams = hashTokenizer({
  pieces: (text) => wordTrigrams(text.normalize("NFC").toLowerCase()),
  buckets: 2_048,
  marks,
});
export const pairLength = 64;
export const crossModel: CrossEncoder = {
  ...{ vocabulary: trigrams.size, context: pairLength, depth: 2, width: 64, heads: 4, expand: 2 },
  ...{ roles: roleCount, pooling: "mean" },
};
