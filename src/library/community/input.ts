/** Words that readers write, on their way in: cleaned, counted, and refused with what is wrong and what would fit. */
import { LibraryError } from "../errors.ts";
import { cleanCharacters } from "../ingest/text/clean.ts";

export interface Bounds {
  /** For the refusal: "a comment". */
  readonly what: string;
  readonly min?: number;
  readonly max: number;
}

/**
 * Several lines, in one Unicode form and without invisible characters; a tab is four spaces.
 * @throws LibraryError INVALID_INPUT when it is too short or too long.
 */
export function writtenText(text: string, bounds: Bounds): string {
  // Looked at before it is cleaned: cleaning a book costs more than refusing it.
  const clean = text.length > 4 * bounds.max + 1_000 ? text : cleanCharacters(text.replaceAll("\t", "    ")).trimEnd();
  return within(clean.replace(/^(?:[ ]*\n)+/, ""), bounds);
}

/** One line. @throws LibraryError INVALID_INPUT */
export const writtenLine = (text: string, bounds: Bounds): string =>
  within(text.length > 4 * bounds.max + 1_000 ? text : cleanCharacters(text).replace(/\s+/g, " ").trim(), bounds);

function within(text: string, { what, min = 0, max }: Bounds): string {
  if (text.length > max)
    throw new LibraryError(
      "INVALID_INPUT",
      `${what} has at most ${max.toLocaleString("en")} characters, this has ${text.length.toLocaleString("en")}`,
    );
  if (text.trim().length < min)
    throw new LibraryError(
      "INVALID_INPUT",
      min === 1 ? `${what} cannot be empty` : `${what} has at least ${min} characters`,
    );
  return text;
}
