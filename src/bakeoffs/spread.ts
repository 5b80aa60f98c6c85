/** Means over seeds with their spread, and what may be said of them: shared by all bake-offs. */
import { halfWidth } from "#lab/kit/index";
import type { Cell } from "./report.ts";

/** Against the baseline on the same seeds. "no spread": a single seed. */
export type Standing = "better" | "worse" | "tie" | "diverged" | "no spread";

export interface Spread {
  readonly values: readonly number[];
  /** null: a seed diverged. */
  readonly mean: number | null;
  readonly interval: readonly [number, number] | null;
  readonly units: readonly string[];
}

/** A row of a run, with the key of its unit. */
export interface Keyed<T> {
  readonly key: string;
  readonly row: T;
}

/** The mean over rows of different seeds, with its 95 % interval. */
export function spread<T>(rows: readonly Keyed<T>[], of: (row: Keyed<T>) => number | null): Spread {
  const values = rows.map(of);
  const finite = values.filter((value) => value !== null);
  const mean = finite.length < values.length ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const half = halfWidth(finite);
  const interval = mean === null || !Number.isFinite(half) ? null : ([mean - half, mean + half] as const);
  return { values: finite, mean, interval, units: rows.map(({ key }) => key) };
}

/** A word other than "tie" needs an interval that excludes 0 and all seeds on one side. */
export function standingOf({ mean, interval, values }: Pick<Spread, "mean" | "interval" | "values">): Standing {
  if (mean === null) return "diverged";
  if (interval === null) return "no spread";
  const [low, high] = interval;
  if (high < 0 && values.every((value) => value < 0)) return "better";
  if (low > 0 && values.every((value) => value > 0)) return "worse";
  return "tie";
}

/** Loss minus the baseline's, paired by what two rows have in common: null where it is missing or not finite. */
export function differenceOf<T extends { readonly loss: number | null }>(
  own: readonly Keyed<T>[],
  theirs: readonly Keyed<T>[],
  isPair: (a: T, b: T) => boolean,
): Spread & { readonly standing: Standing } {
  const paired = spread(own, ({ row }) => {
    const other = theirs.find((candidate) => isPair(row, candidate.row))?.row.loss ?? null;
    return row.loss === null || other === null ? null : row.loss - other;
  });
  return { ...paired, standing: standingOf(paired) };
}

/** A curve at a step, straight lines between its points; null before the first or where it is not finite. */
export function lossAt(curve: readonly (readonly [step: number, nats: number | null])[], step: number): number | null {
  const after = curve.findIndex(([at]) => at >= step - 1e-9);
  if (after < 0) return curve.at(-1)?.[1] ?? null;
  const [at, nats] = curve[after];
  if (Math.abs(at - step) < 1e-9 || nats === null) return nats;
  if (after === 0) return null;
  const [before, high] = curve[after - 1];
  return high === null ? null : high + ((nats - high) * (step - before)) / (at - before);
}

export const spreadCell = ({ mean, interval, units }: Spread): Cell => ({
  value: mean,
  ...(interval ? { interval } : {}),
  ...(mean === null ? { words: "diverged" } : {}),
  units,
});
