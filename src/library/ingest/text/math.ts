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
  const next = finder(text);
  const sign = /[\\$]/g;
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    const at = found.index;
    const span = spanAt(text, at, next);
    if (span) spans.push(span);
    sign.lastIndex = span?.end ?? at + (text[at] === "\\" || text.startsWith("$$", at) ? 2 : 1);
  }
  return spans;
}

/** A text with its formulas, and what stands between them, each replaced. */
export function replaceMaths(
  text: string,
  formula: (tex: string) => string,
  between: (text: string) => string = (text) => text,
): string {
  let replaced = "";
  let at = 0;
  for (const { start, end, tex } of mathSpans(text)) {
    replaced += between(text.slice(at, start)) + formula(tex);
    at = end;
  }
  return replaced + between(text.slice(at));
}

/** Where a delimiter is met next; -1: nowhere. */
type Next = (delimiter: string, from: number) => number;

/** For places in growing order: the text is looked through once for each delimiter, however often it is asked for. */
function finder(text: string): Next {
  const met = new Map<string, number>();
  return (delimiter, from) => {
    let at = met.get(delimiter);
    if (at === undefined || (at >= 0 && at < from)) met.set(delimiter, (at = text.indexOf(delimiter, from)));
    return at;
  };
}

function spanAt(text: string, start: number, next: Next): MathSpan | null {
  if (text.startsWith("$$", start)) return delimited(text, start, "$$", true, next);
  if (text.startsWith("\\(", start)) return delimited(text, start, "\\)", false, next);
  if (text.startsWith("\\[", start)) return delimited(text, start, "\\]", true, next);
  return text[start] === "$" ? dollars(text, start) : null;
}

function delimited(text: string, start: number, close: string, display: boolean, next: Next): MathSpan | null {
  const from = start + 2;
  const to = next(close, from);
  if (to < 0 || to + close.length - from > LONGEST) return null;
  const tex = text.slice(from, to);
  return brokenBy(tex) || tex.trim() === "" ? null : { start, end: to + close.length, tex, display };
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
