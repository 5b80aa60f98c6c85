/** Where a title or an abstract is mathematics: `$...$`, `$$...$$`, `\(...\)` and `\[...\]`. */

export interface MathSpan {
  /** First and one past the last character, delimiters included. */
  readonly start: number;
  readonly end: number;
  /** What stands between the delimiters. */
  readonly tex: string;
  readonly display: boolean;
}

/** A formula longer than this is a lost dollar sign. */
const LONGEST = 2_000;

/**
 * The formulas of a text, in order, never overlapping. A dollar sign that no rule pairs stays text: an opening one
 * is followed by no space, a closing one follows no space and precedes no digit (so "$5 to $10" is money), unless
 * what they enclose can only be TeX.
 */
export function mathSpans(text: string): MathSpan[] {
  const spans: MathSpan[] = [];
  const sign = /[\\$]/g;
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    const at = found.index;
    const span = spanAt(text, at);
    if (span) spans.push(span);
    sign.lastIndex = span?.end ?? at + (text[at] === "\\" || text.startsWith("$$", at) ? 2 : 1);
  }
  return spans;
}

function spanAt(text: string, start: number): MathSpan | null {
  if (text.startsWith("$$", start)) return delimited(text, start, "$$", "$$", true);
  if (text.startsWith("\\(", start)) return delimited(text, start, "\\(", "\\)", false);
  if (text.startsWith("\\[", start)) return delimited(text, start, "\\[", "\\]", true);
  return text[start] === "$" ? dollars(text, start) : null;
}

function delimited(text: string, start: number, open: string, close: string, display: boolean): MathSpan | null {
  const from = start + open.length;
  const window = text.slice(from, from + LONGEST);
  const length = window.indexOf(close);
  if (length < 0 || brokenBy(window.slice(0, length)) || window.slice(0, length).trim() === "") return null;
  return { start, end: from + length + close.length, tex: window.slice(0, length), display };
}

function dollars(text: string, start: number): MathSpan | null {
  const limit = Math.min(text.length, start + 1 + LONGEST);
  for (let at = start + 1; at < limit; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "$") {
      const tex = text.slice(start + 1, at);
      if (brokenBy(tex)) return null;
      const tight = /^\S/.test(tex) && /\S$/.test(tex) && !/[0-9]/.test(text[at + 1] ?? "") && !money(tex);
      const certain = /[\\^_{}]/.test(tex) && tex.trim() !== "";
      return tight || certain ? { start, end: at + 1, tex, display: false } : null;
    }
  }
  return null;
}

/** "$10, or US$": a number with words after it. */
const money = (tex: string): boolean => /^\d[^=<>+*/|]*\s/.test(tex);

/** No formula crosses a paragraph. */
const brokenBy = (tex: string): boolean => /\n\s*\n/.test(tex);
