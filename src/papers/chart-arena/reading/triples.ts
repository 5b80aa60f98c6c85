/** A grid as triples of two keys and a value. */
import { pythonNumber } from "#lab/extraction/python";
import type { Grid } from "#lab/extraction/tables";
import type { Mode } from "../method.ts";

export type Triple = readonly [first: string, second: string, value: string | number];

const halfWidth: Readonly<Record<string, string>> = {
  "：": ":",
  "（": "(",
  "）": ")",
  "，": ",",
  "；": ";",
  "％": "%",
};
const folded = (text: string) => text.replace(/[：（），；％]/g, (sign) => halfWidth[sign]);

/** All blank, or all but the first: the first row is data then, or nothing. */
export const isHeaderless = (header: readonly string[]): boolean =>
  header.every((cell) => cell.trim() === "") ||
  (header.length >= 2 && header.slice(1).every((cell) => cell.trim() === ""));

/** The triples of a grid whose first row is its header; keys and texts in lower case, numbers as numbers. */
export function triplesOf(grid: Grid, mode: Mode): Triple[] {
  const [header, ...rows] = grid;
  const triples: (readonly [string, string, string])[] = [];
  if (isHeaderless(header)) {
    for (const row of grid) {
      const [key, ...values] = row.map((cell) => cell.trim());
      if (values.every((value) => value === "") && (values.length > 0 || key === "")) continue;
      if (values.length === 0) triples.push([normalizedKey(key), "", ""]);
      else for (const value of values) triples.push([normalizedKey(key), "", value]);
    }
  } else {
    const names = header.map(normalizedKey);
    for (const row of rows) {
      const key = normalizedKey(row[0] ?? "");
      for (let at = 1; at < Math.min(row.length, header.length); at++)
        triples.push(key <= names[at] ? [key, names[at], row[at]] : [names[at], key, row[at]]);
    }
  }
  return triples.map(([first, second, value]) => [first.toLowerCase(), second.toLowerCase(), valueOf(value, mode)]);
}

function valueOf(cell: string, mode: Mode): string | number {
  const text = folded(cell.trim()).replace(/[%$]/g, "");
  const plain =
    mode === "fixed" && /^\s*[+-]?\d{1,3}(,\d{3})+(\.\d+)?\s*$/.test(text) ? text.replaceAll(",", "") : text;
  return pythonNumber(plain) ?? plain.toLowerCase();
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789n+-"].map((sign, at) => [sign, [..."⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁺⁻"][at]]),
);

function withoutLatex(text: string): string {
  if (!/[$\\]/.test(text)) return text;
  return text
    .replace(/\$\s*(.*?)\s*\$/g, "$1")
    .replace(/\\(?:text|mathrm|textbf)\{([^}]*)\}/g, "$1")
    .replace(/\^\{([^}]*)\}/g, (_, inner: string) => Array.from(inner, (sign) => superscripts[sign] ?? sign).join(""))
    .replace(/\^(\d)/g, (_, digit: string) => superscripts[digit] ?? digit)
    .replace(/\s+/g, " ")
    .trim();
}

/** The five numbers of a box plot, by all the names that they have; the first that is found counts. */
const statistics: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/[_-]?(?:下|第一)四分位数?\s*(?:[(（]\s*Q1\s*[)）])?/i, "-Q1"],
  [/[_-]?Q1(?![\p{L}\p{N}_])/iu, "-Q1"],
  [/[_-]?第二四分位数?\s*(?:[(（]\s*Q2\s*[)）])?/i, "-中位数"],
  [/[_-]?中位数\s*(?:[(（]\s*Q2\s*[)）])?/i, "-中位数"],
  [/[_-]?Q2(?![\p{L}\p{N}_])/iu, "-中位数"],
  [/[_-]?(?:上|第三)四分位数?\s*(?:[(（]\s*Q3\s*[)）])?/i, "-Q3"],
  [/[_-]?Q3(?![\p{L}\p{N}_])/iu, "-Q3"],
  [/[_-]?(?<![\p{L}\p{N}_])Median(?![\p{L}\p{N}_])/iu, "-中位数"],
  [/[_-]?最小值/, "-最小值"],
  [/[_-]?(?<![\p{L}\p{N}_])Min(?![\p{L}\p{N}_])/iu, "-最小值"],
  [/[_-]?最大值/, "-最大值"],
  [/[_-]?(?<![\p{L}\p{N}_])Max(?![\p{L}\p{N}_])/iu, "-最大值"],
];

/** A key as all write it: half-width signs, no LaTeX, and the theme before the number of a box plot: "len (Min)" is "len-最小值". */
export function normalizedKey(key: string): string {
  const text = withoutLatex(folded(key.trim())).replaceAll("\u00b5", "\u03bc");
  for (const [pattern, name] of statistics) {
    const found = pattern.exec(text);
    if (!found) continue;
    const before = text
      .slice(0, found.index)
      .replace(/[-_— ]+$/, "")
      .replace(/[(（]+$/, "")
      .replace(/ +$/, "");
    const rest = text.slice(found.index + found[0].length);
    const after = rest
      .replace(/^[-_— ]+/, "")
      .replace(/^[)）]+/, "")
      .replace(/^ +/, "");
    return before && after ? `${before}${name}-${after}` : (before || after) + name;
  }
  return text;
}

export const boxNames: ReadonlySet<string> = new Set(["-最小值", "-q1", "-中位数", "-q3", "-最大值"]);
