/** Text measured in terminal columns, which are neither characters nor code units. */
import { eastAsianWidth } from "get-east-asian-width";
import { stripVTControlCharacters } from "node:util";

const segments = new Intl.Segmenter("en", { granularity: "grapheme" });
const invisible = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}]+$/u;
const emoji = /^(\p{Emoji_Presentation}|.*\ufe0f)/u;

const widthOfGrapheme = (grapheme: string): number => {
  if (invisible.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  return eastAsianWidth(grapheme.codePointAt(0)!);
};

/** Columns that a text takes; colours take none. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of segments.segment(plain)) width += widthOfGrapheme(segment);
  return width;
}

/** The text without what could move the cursor or change colours: titles come from other people's pages. */
export const printable = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- control sequences are what this looks for
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

/** Padded with spaces to `columns`. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, columns - widthOf(text)));
  return align === "left" ? text + space : space + text;
}

/** Cut to `columns`, the last of them "…" where something is missing. For text without colours. */
export function truncate(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return `${head(text, columns - 1).trimEnd()}…`;
}

/** Lines of at most `columns`, broken between words, and within a word only where it is wider than a line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(/ +/).filter(Boolean)) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) <= columns) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (widthOf(word) > columns) {
      const part = head(word, columns);
      lines.push(part);
      word = word.slice(part.length);
    }
    line = word;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** The longest beginning that fits, at least one character. */
function head(text: string, columns: number): string {
  let end = 0;
  let width = 0;
  for (const { segment } of segments.segment(text)) {
    width += widthOfGrapheme(segment);
    if (width > columns && end > 0) break;
    end += segment.length;
    if (width > columns) break;
  }
  return text.slice(0, end);
}
