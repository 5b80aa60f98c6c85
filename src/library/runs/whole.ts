/** Whether a finished run has everything that it was to measure: asked of results that ship, of bundles and of visitors' runs alike. */
import type { RunRecord } from "#lab/kit/index";

/**
 * One line per fault: each of the claims that the experiment measures has a value of every seed of the run, or exact ones, and
 * nothing else was measured.
 */
export function faultsInRun(
  { seeds, measurements }: Pick<RunRecord, "seeds" | "measurements">,
  measures: readonly string[],
): string[] {
  const faults: string[] = [];
  for (const id of measures) {
    const values = measurements.filter(({ claim }) => claim === id);
    if (values.length > 0 && values.every(({ exact }) => exact)) continue;
    const missing = seeds.filter((seed) => !values.some((value) => value.seed === seed));
    if (missing.length > 0) faults.push(`${id} was not measured with seed ${missing.join(", ")}`);
  }
  const strange = new Set(measurements.map(({ claim }) => claim).filter((id) => !measures.includes(id)));
  for (const id of strange) faults.push(`${id} was measured, and the experiment does not measure it`);
  return faults;
}
