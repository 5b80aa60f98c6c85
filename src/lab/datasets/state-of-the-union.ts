/** Eight State of the Union addresses of two centuries, in the characters of another text: for models that never saw them. */
import { datasetBytes } from "#dataset-bytes";
import type { Vocabulary } from "./characters.ts";

/** The addresses of 1801, 1830, 1862, 1904, 1941, 1962, 1986 and 2015, one after the other: 379 617 characters; UTF-8 in the file. */
export const stateOfTheUnion = async (): Promise<string> =>
  new TextDecoder("utf-8", { fatal: true }).decode(await datasetBytes("state-of-the-union"));

/** Characters of each address, by its year. */
const lengths = {
  1801: 19274,
  1830: 90452,
  1862: 49866,
  1904: 103866,
  1941: 19227,
  1962: 39176,
  1986: 20152,
  2015: 37604,
};
export type AddressYear = keyof typeof lengths;

/** Each address on its own, by its year. */
export async function stateOfTheUnionByYear(): Promise<Readonly<Record<AddressYear, string>>> {
  const text = await stateOfTheUnion();
  let end = 0;
  const parts = Object.entries(lengths).map(([year, length]) => [year, text.slice(end, (end += length))] as const);
  return Object.fromEntries(parts) as Record<AddressYear, string>;
}

/**
 * The addresses as codes of a vocabulary that knows book typography: straight quotes become curly, as the vocabulary
 * has them, dashes become the em dash, and the few characters that are left over (accents, slashes) are dropped.
 */
export async function stateOfTheUnionCodes(vocabulary: Vocabulary): Promise<Int32Array> {
  const known = new Set(vocabulary.symbols);
  const typeset = (await stateOfTheUnion())
    .replace(/(?<=^|[\s(—])"/g, "“")
    .replaceAll('"', "”")
    .replace(/(?<=^|[\s(—“])['`]/g, "‘")
    .replace(/['`]/g, "’")
    .replaceAll("‑", "-")
    .replaceAll("–", "—");
  return vocabulary.encode(Array.from(typeset, (symbol) => (known.has(symbol) ? symbol : "")).join(""));
}
