/** Text measured in terminal columns, which are neither characters nor code units. */
import { clustersIn } from "#lab/text/clusters";
import { eastAsianWidth } from "get-east-asian-width";
import { stripVTControlCharacters } from "node:util";

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
  for (const grapheme of clustersIn(plain)) width += widthOfGrapheme(grapheme);
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
  const [whole] = pieces(text, columns);
  if (whole === text) return text;
  const [head] = pieces(text, columns - 1);
  return `${head.trimEnd()}…`;
}

/** Lines of at most `columns`, broken between words, and within a word only where it is wider than a line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/).filter(Boolean)) {
    const width = widthOf(word);
    if (line !== "" && widthOf(line) + 1 + width <= columns) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = width > columns ? [...pieces(word, columns)] : [word];
    line = parts.pop()!;
    lines.push(...parts);
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** A text in pieces that fit, each as long as it can be and at least one character. */
function* pieces(text: string, columns: number): Generator<string> {
  let [start, end, width] = [0, 0, 0];
  for (const grapheme of clustersIn(text)) {
    const wide = widthOfGrapheme(grapheme);
    if (width + wide > columns && end > start) {
      yield text.slice(start, end);
      [start, width] = [end, 0];
    }
    width += wide;
    end += grapheme.length;
  }
  yield text.slice(start);
}
