/** How right extracted rows are: rows found again, the value that they stand for, and tables found again by their lines. */
import { assign } from "#lab/extraction/assignment";
import { normal, trigramDice } from "./similarity.ts";

export interface Valued {
  readonly name: string;
  readonly marketValue: number;
}

export interface RowScores {
  readonly matched: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** 1 - |sum of the values found - sum of the right ones| / sum of the right ones. */
  readonly fidelity: number;
  /** Of the right values' sum, the share of rows that were found. */
  readonly matchedValue: number;
}

const closeTo = (value: number, right: number) => Math.abs(value - right) <= 0.005 * Math.abs(right);

/** Pairs [found, right] of the best assignment of .5 name + .5 value; a pair below .75 is none. What is equal is paired first. */
export function matchRows(found: readonly Valued[], right: readonly Valued[]): [found: number, right: number][] {
  const keyOf = ({ name, marketValue }: Valued) => `${normal(name)}\n${marketValue}`;
  const waiting = new Map<string, number[]>();
  for (const [at, row] of right.entries()) {
    const held = waiting.get(keyOf(row));
    if (held) held.push(at);
    else waiting.set(keyOf(row), [at]);
  }
  const pairs: [number, number][] = [];
  const rest = found.flatMap((row, at) => {
    const same = waiting.get(keyOf(row))?.pop();
    if (same === undefined) return [at];
    pairs.push([at, same]);
    return [];
  });
  // Without the value a pair has half at most: only rows whose values are close can be one.
  const left = [...waiting.values()].flat();
  const near = (at: number, other: number) => closeTo(found[at].marketValue, right[other].marketValue);
  const [rows, columns] = [
    rest.filter((at) => left.some((other) => near(at, other))),
    left.filter((other) => rest.some((at) => near(at, other))),
  ];
  const likeness = rows.map((at) =>
    columns.map((other) =>
      near(at, other) ? 0.5 + 0.5 * trigramDice(normal(found[at].name), normal(right[other].name)) : 0,
    ),
  );
  for (const [row, column] of assign(likeness.map((line) => line.map((value) => 1 - value))))
    if (likeness[row][column] >= 0.75) pairs.push([rows[row], columns[column]]);
  return pairs;
}

export const harmonic = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));

export function scoreRows(found: readonly Valued[], right: readonly Valued[]): RowScores {
  const pairs = matchRows(found, right);
  const sum = (rows: readonly Valued[]) => rows.reduce((total, { marketValue }) => total + marketValue, 0);
  const total = sum(right);
  const share = (part: number, whole: number, ofNone: number) => (whole === 0 ? ofNone : part / whole);
  const [precision, recall] = [share(pairs.length, found.length, 1), share(pairs.length, right.length, 1)];
  return {
    matched: pairs.length,
    ...{ precision, recall, f1: harmonic(precision, recall) },
    fidelity: total === 0 ? Number(sum(found) === 0) : 1 - Math.abs(sum(found) - total) / Math.abs(total),
    matchedValue: share(sum(pairs.map(([, at]) => right[at])), total, 1),
  };
}

/** Lines of a page. */
export interface Lines {
  readonly page: number;
  readonly from: number;
  readonly to: number;
}

/** Lines in common over lines of either. */
function overlap(a: Lines, b: Lines): number {
  if (a.page !== b.page) return 0;
  const both = Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
  return both / (a.to - a.from + (b.to - b.from) - both);
}

/** Pieces of pages that are found again: a hit has half of the lines in common, and each piece is hit once. */
export const hits = (found: readonly Lines[], right: readonly Lines[]): number =>
  right.filter((one) => found.some((other) => overlap(one, other) >= 0.5)).length;
