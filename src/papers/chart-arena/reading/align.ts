/** What is forgiven before two tables are compared: a header that only one of them has, a column of row numbers, a prefix that all keys share. */
import type { Grid } from "#lab/extraction/tables";
import type { Mode } from "../method.ts";
import { boxNames, isHeaderless, triplesOf, type Triple } from "./triples.ts";

export const blankHeader = ([header, ...rows]: Grid): Grid => [header.map(() => ""), ...rows];
const isBlank = (cell: string | undefined) => cell === undefined || cell.trim() === "";

/** The triples of both, after the header of one, or a first column of the prediction, was taken away where the other has none. */
export function alignGrids(prediction: Grid, reference: Grid, mode: Mode): [Triple[], Triple[]] {
  const [found, expected] = alignedGrids(prediction, reference);
  return [triplesOf(found, mode), triplesOf(expected, mode)];
}

function alignedGrids(prediction: Grid, reference: Grid): [Grid, Grid] {
  const [bareFound, bareExpected] = [isHeaderless(prediction[0]), isHeaderless(reference[0])];
  const rowsFit = Math.abs(prediction.length - reference.length) <= 1;
  if (bareExpected && !bareFound) return [prediction.length > 1 ? blankHeader(prediction) : prediction, reference];
  const [columns, expectedColumns] = [(prediction[1] ?? prediction[0]).length, (reference[1] ?? reference[0]).length];
  if (bareFound && !bareExpected) {
    const fits = reference.length > 1 && rowsFit && columns === expectedColumns && expectedColumns >= 2;
    return [prediction, fits ? blankHeader(reference) : reference];
  }
  if (bareFound || prediction.length < 2 || reference.length < 2 || !rowsFit) return [prediction, reference];
  const [header, names] = [prediction[0], reference[0]];
  const nothingAbove = isBlank(names[0]);
  if (columns === expectedColumns + 1 && expectedColumns >= 2)
    if ((nothingAbove && !isBlank(header[0])) || isRunningIndex(prediction))
      return [prediction.map((row) => (row.length <= 1 ? row : row.slice(1))), reference];
  if (columns === 2 && expectedColumns === 2 && !isBlank(header[1]) && !isBlank(names[1]))
    if (isBlank(header[0]) === nothingAbove || nothingAbove) return [blankHeader(prediction), blankHeader(reference)];
  return [prediction, reference];
}

/** A first column without a name that counts from 0 or 1. */
function isRunningIndex([header, ...rows]: Grid): boolean {
  const numbers = rows.map((row) => Number(/^\s*\d+\s*$/.test(row[0]) ? row[0] : NaN));
  const counts = numbers.every((number, at) => number === numbers[0] + at);
  return isBlank(header[0]) && numbers.length >= 2 && (numbers[0] === 0 || numbers[0] === 1) && counts;
}

/** The triples of both, keys of the prediction completed where all of the reference share what they lack, and points left out that it does not know. */
export function alignTriples(prediction: readonly Triple[], reference: readonly Triple[]): [Triple[], Triple[]] {
  const boxed = completeBoxes(prediction, reference);
  const ended = completeKeys(boxed ?? prediction, reference, "end");
  const begun = boxed || ended ? null : completeKeys(prediction, reference, "start");
  let found = ended ?? begun ?? boxed ?? prediction;
  for (const known of [
    ["异常值", "outlier", "离群"],
    ["离散点", "离散值", "discrete", "scatter"],
  ]) {
    const isOne = ([first, second]: Triple) => known.some((word) => (first + second).includes(word));
    if (!reference.some(isOne)) found = found.filter((triple) => !isOne(triple));
  }
  return [[...found], [...reference]];
}

const withKeys = (triples: readonly Triple[], complete: (key: string) => string): Triple[] =>
  triples.map(([first, second, value]) => {
    const [a, b] = [complete(first), complete(second)];
    const same = a === first && b === second;
    return same || a <= b ? [a, b, value] : [b, a, value];
  });

/** "-q1" to "price-q1", where the reference's box plots have one theme. */
function completeBoxes(prediction: readonly Triple[], reference: readonly Triple[]): Triple[] | null {
  const keys = reference.flatMap(([first, second]) => [first, second]);
  const themes = new Set(
    keys.flatMap((key) => {
      const name = [...boxNames].find((one) => key.endsWith(one) && key.length > one.length);
      return name === undefined ? [] : [key.slice(0, -name.length)];
    }),
  );
  if (themes.size !== 1 || !prediction.some(([first, second]) => boxNames.has(first) || boxNames.has(second)))
    return null;
  return withKeys(prediction, (key) => (boxNames.has(key) ? [...themes][0] + key : key));
}

/** Keys that are neither blank nor numbers. */
const namesOf = (triples: readonly Triple[]): Set<string> =>
  new Set(
    triples
      .flatMap(([first, second]) => [first, second])
      .filter((key) => key && !/^\p{Nd}+$/u.test(key.replace(/[.-]/g, ""))),
  );

/** "msft" to "msft-return", where all names of the reference end (or start) so, and the prediction's are exactly what is left of them. */
function completeKeys(
  prediction: readonly Triple[],
  reference: readonly Triple[],
  side: "start" | "end",
): Triple[] | null {
  const expected = namesOf(reference);
  if (expected.size < 2) return null;
  const names = [...expected].map((name) => Array.from(name));
  const at = (name: readonly string[], index: number) => name[side === "start" ? index : name.length - 1 - index];
  const shortest = Math.min(...names.map((name) => name.length));
  let length = 0;
  while (length < shortest && names.every((name) => at(name, length) === at(names[0], length))) length++;
  const common = (side === "start" ? names[0].slice(0, length) : names[0].slice(names[0].length - length)).join("");
  const shared = side === "start" ? common.trimEnd() : common.trimStart();
  if (!/[-_]/.test(shared.at(side === "start" ? -1 : 0) ?? "")) return null;
  const stems = new Set(
    names.map((name) =>
      side === "start"
        ? name
            .slice(length)
            .join("")
            .replace(/^[-_ ]+/, "")
        : name
            .slice(0, name.length - length)
            .join("")
            .replace(/[-_ ]+$/, ""),
    ),
  );
  const found = namesOf(prediction);
  if (found.size === 0 || ![...found].every((name) => stems.has(name) && !expected.has(name))) return null;
  const complete = (key: string) => (side === "start" ? shared + key : key + shared);
  return withKeys(prediction, (key) => (stems.has(key) && !expected.has(key) ? complete(key) : key));
}
