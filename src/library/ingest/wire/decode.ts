/** The text of a file: UTF-8, or UTF-16 with its mark; what is neither is still read, and said. */
import { isUtf8 } from "node:buffer";

export interface Decoded {
  readonly text: string;
  /** What was wrong; the text then has replacement characters in the places concerned. */
  readonly warning: string | null;
}

/** Reads a whole file into text. Use `readJsonl` for files that may not fit into memory. */
export function decodeFile(bytes: Uint8Array): Decoded {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  if (mark !== null) return { text: new TextDecoder(mark).decode(bytes), warning: null };
  const text = new TextDecoder("utf-8").decode(bytes);
  if (isUtf8(bytes)) return { text, warning: null };
  const lost = text.split("\ufffd").length - 1;
  return { text, warning: `the file is not UTF-8: ${lost} places could not be read and show as \ufffd` };
}
