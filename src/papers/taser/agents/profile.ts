/** What a column looks like: by this a column with an unknown name is taken for one that is known. */
import { isMissing, readNumber } from "#lab/extraction/table/numbers";
import { median } from "#lab/measure/statistics";

export interface Profile {
  /** Share of numbers among what is not missing. */
  readonly numeric: number;
  /** Most frequent unit of the numbers, "" for none. */
  readonly unit: string;
  /** Of numbers the decimal logarithm of their median size, of words that of their median length. */
  readonly size: number;
  /** Share of different values. */
  readonly distinct: number;
  /** Of what is no number, the share that holds a digit: dates do. */
  readonly digits: number;
}

export function profileOf(cells: readonly string[]): Profile {
  const filled = cells.filter((cell) => !isMissing(cell));
  if (filled.length === 0) return { numeric: 0, unit: "", size: 0, distinct: 0, digits: 0 };
  const numbers = filled.flatMap((cell) => readNumber(cell) ?? []);
  const numeric = numbers.length / filled.length;
  const units = new Map<string, number>();
  for (const { unit = "" } of numbers) units.set(unit, (units.get(unit) ?? 0) + 1);
  const [unit = ""] = [...units].sort(([, a], [, b]) => b - a)[0] ?? [];
  const sizes = numeric >= 0.5 ? numbers.map(({ value }) => Math.abs(value)) : filled.map(({ length }) => length);
  const words = filled.filter((cell) => readNumber(cell) === null);
  return {
    numeric,
    unit,
    size: Math.log10(Math.max(1e-6, median(sizes))),
    distinct: new Set(filled).size / filled.length,
    digits: words.length === 0 ? 0 : words.filter((cell) => /\d/.test(cell)).length / words.length,
  };
}

/** How far two columns are apart: 0 for the same; at `near` or more they are strangers. */
export function distance(a: Profile, b: Profile): number {
  const kinds = Math.abs(a.numeric - b.numeric);
  // A currency says less than a percent sign: tables leave it out.
  const units = (a.unit === "%") === (b.unit === "%") ? 0 : 0.5;
  const sizes = Math.abs(a.size - b.size);
  if (a.numeric >= 0.5 || b.numeric >= 0.5) return kinds + units + sizes / 3;
  return kinds + units + sizes + Math.abs(a.distinct - b.distinct) + Math.abs(a.digits - b.digits);
}

export const near = 0.5;
