/** Measurements as rows and back. */
import type { Measurement } from "../catalogue.ts";
import { measurements } from "../schema/index.ts";

export const measuredColumns = {
  claim: measurements.claim,
  value: measurements.value,
  exact: measurements.exact,
  seed: measurements.seed,
  twin: measurements.twin,
};

type MeasuredRow = Omit<Measurement, "twin"> & { readonly twin: number | null };

/** A row as the run sent it: a twin that was not timed is no field. */
export const measurementOf = ({ twin, ...measurement }: MeasuredRow): Measurement =>
  twin === null ? measurement : { ...measurement, twin };
