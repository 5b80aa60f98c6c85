/** Moby-Dick as characters or as byte-pair tokens: the text, its vocabulary, and a split into training and validation text. */
import { datasetBytes } from "#dataset-bytes";
import { bytePairs } from "./byte-pairs.ts";
import { characters, type Vocabulary } from "./characters.ts";

/** A text as codes of its vocabulary: characters, unless said otherwise. */
export interface CharacterText {
  readonly vocabulary: Vocabulary;
  /** Codes of the training text, which comes first in the book. */
  readonly train: Int32Array;
  /** Codes of the last part of the book. No window crosses from one to the other. */
  readonly validation: Int32Array;
  /** A code that stands before every window, where there is one (started.ts). */
  readonly start?: number;
}

/**
 * The whole book, "CHAPTER 1" to the epilogue, 1 190 317 characters, 83 different ones; UTF-8 in the file.
 * The package's text carries no licence header or footer of its own, so nothing is stripped.
 */
export const mobyDick = async (): Promise<string> =>
  new TextDecoder("utf-8", { fatal: true }).decode(await datasetBytes("moby-dick"));

/** The book split for character-level language models. `held`: the share at its end kept for validation. */
export async function mobyDickCharacters({ held = 0.05 } = {}): Promise<CharacterText> {
  const text = await mobyDick();
  const border = borderOf(text, held);
  // The vocabulary is the whole book's, so that every model of every split has the same number of classes.
  const vocabulary = characters(text);
  const codes = vocabulary.encode(text);
  return { vocabulary, train: codes.subarray(0, border), validation: codes.subarray(border) };
}

/** The book split at the same place, as `size` byte-pair tokens that are learned on the training text. A token is 2.2 characters or so. */
export async function mobyDickTokens({ size = 512, held = 0.05 } = {}): Promise<CharacterText> {
  const text = await mobyDick();
  const border = borderOf(text, held);
  const train = text.slice(0, border);
  const vocabulary = bytePairs(train, { size, alphabet: text });
  return { vocabulary, train: vocabulary.encode(train), validation: vocabulary.encode(text.slice(border)) };
}

/** Where the validation text begins, in characters (the book has none beyond the basic plane). */
function borderOf(text: string, held: number): number {
  if (!(held > 0 && held < 1)) throw new Error(`held is not a share between 0 and 1: ${held}`);
  return Math.round(text.length * (1 - held));
}
