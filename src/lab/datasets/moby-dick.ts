/** Moby-Dick as characters: the text, its vocabulary, and a split into training and validation text. */
import { datasetBytes } from "#dataset-bytes";
import { characters, type Vocabulary } from "./characters.ts";

export interface CharacterText {
  readonly vocabulary: Vocabulary;
  /** Character codes of the training text, which comes first in the book. */
  readonly train: Int32Array;
  /** Character codes of the last part of the book. No window crosses from one to the other. */
  readonly validation: Int32Array;
}

/**
 * The whole book, "CHAPTER 1" to the epilogue, 1 190 317 characters, 83 different ones; UTF-8 in the file.
 * The package's text carries no licence header or footer of its own, so nothing is stripped.
 */
export const mobyDick = async (): Promise<string> =>
  new TextDecoder("utf-8", { fatal: true }).decode(await datasetBytes("moby-dick"));

/** The book split for character-level language models. `held`: the share at its end kept for validation. */
export async function mobyDickCharacters({ held = 0.05 } = {}): Promise<CharacterText> {
  if (!(held > 0 && held < 1)) throw new Error(`held is not a share between 0 and 1: ${held}`);
  const text = await mobyDick();
  // The vocabulary is the whole book's, so that every model of every split has the same number of classes.
  const vocabulary = characters(text);
  const codes = vocabulary.encode(text);
  const border = Math.round(codes.length * (1 - held));
  return { vocabulary, train: codes.subarray(0, border), validation: codes.subarray(border) };
}
