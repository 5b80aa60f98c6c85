/** Of both encoders and their texts. */
import { hashTokenizer, lowerCharacters } from "#lab/datasets/hashed";
import type { CrossEncoder } from "#lab/nn/encoder/cross-encoder";
import { wordTrigrams } from "#lab/text/trigrams";
import type { Encoder } from "#lab/training/encoder/index";
import { marks, roleCount } from "../pairs.ts";
import { kinds } from "./names.ts";

/** Of the alias encoder: characters of any script. */
export const characters = hashTokenizer({ pieces: lowerCharacters, buckets: 2_048 });
export const aliasLength = 24;
export const aliasEncoder: Encoder = {
  ...{ vocabulary: characters.size, context: aliasLength, depth: 2, width: 64, heads: 4, expand: 2 },
};

const ofTypes: ReadonlySet<string> = new Set(Object.values(kinds));

/** Of the cross-encoder: trigrams of words; the type of a concept is one piece. */
export const trigrams = hashTokenizer({
  pieces: (text) => (ofTypes.has(text) ? [text] : wordTrigrams(text.normalize("NFC").toLowerCase())),
  buckets: 2_048,
  marks,
});
/** Few pairs are longer. */
export const pairLength = 88;
export const crossModel: CrossEncoder = {
  ...{ vocabulary: trigrams.size, context: pairLength, depth: 2, width: 64, heads: 4, expand: 2 },
  ...{ roles: roleCount, pooling: "mean" },
};
