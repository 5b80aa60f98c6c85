/** What an experiment is handed: its seed, its device, and words for what it sees. */
import type { Device } from "#engine";

/** A point of a live curve. `y: null` stands for a value that is not finite. */
export interface Point {
  readonly chart: string;
  readonly series: string;
  readonly x: number;
  readonly y: number | null;
  readonly seed: number;
}

/**
 * One number that backs a claim. `exact` values (bytes, counts, an identity) are the same for every seed;
 * sampled ones carry the seed of the run, and of the baseline they were paired with. `value: null` means it diverged.
 */
export interface Measurement {
  readonly claim: string;
  readonly value: number | null;
  readonly exact: boolean;
  readonly seed: number;
  /**
   * What the same comparison shows for the baseline's own copy, timed in the same run: 0 for a difference or a percentage,
   * 1 for a ratio, if the clock were perfect. The value is judged against it; a claim of kind "speed" has no verdict without.
   */
  readonly twin?: number;
}

export type LabEvent =
  | { readonly type: "progress"; readonly fraction: number; readonly text: string }
  | ({ readonly type: "point" } & Point)
  | ({ readonly type: "measure" } & Measurement)
  | { readonly type: "note"; readonly text: string; readonly seed: number };

export interface Lab<ClaimId extends string = string, ChartName extends string = string> {
  readonly seed: number;
  readonly device: Device;
  readonly threads: number;
  /** fraction: 0..1 of this seed's work. */
  progress(fraction: number, text: string): LabEvent;
  point(chart: ChartName, at: { series: string; x: number; y: number }): LabEvent;
  /** A sampled measurement, with the `twin`'s where time was measured; or with `{ exact: true }` one that no seed changes. */
  measure(claim: ClaimId, value: number, options?: { exact?: boolean; twin?: number }): LabEvent;
  /** Something the reader should know about this run: a diverged arm, a skipped part and why. */
  note(text: string): LabEvent;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function createLab(seed: number, device: Device, threads: number): Lab {
  return {
    seed,
    device,
    threads,
    progress: (fraction, text) => ({ type: "progress", fraction: Math.min(1, Math.max(0, fraction)), text }),
    point: (chart, { series, x, y }) => ({ type: "point", chart, series, x, y: finite(y), seed }),
    measure: (claim, value, { exact = false, twin } = {}) => ({
      type: "measure",
      claim,
      value: finite(value),
      exact,
      seed,
      ...(Number.isFinite(twin) && { twin }),
    }),
    note: (text) => ({ type: "note", text, seed }),
  };
}

/** The lab of a part of the work, whose progress, 0..1, fills a stretch of the whole. */
export const withProgressRange = <ClaimId extends string, ChartName extends string>(
  lab: Lab<ClaimId, ChartName>,
  from: number,
  to: number,
): Lab<ClaimId, ChartName> => ({
  ...lab,
  progress: (fraction, text) => lab.progress(from + fraction * (to - from), text),
});
