/** What a run says while it goes on, and what is said of it at its end. */
import { formatNumber, unitAfter } from "#library/words/number";
import type { Experiment, Measurement, Paper, PresetName } from "#lab/kit/index";
import type { Io } from "../command.ts";
import { Failure } from "../failure.ts";
import type { Store } from "../store.ts";
import type { Progress } from "../terminal/progress.ts";
import { printable } from "../terminal/width.ts";
import { describeRun } from "./describe.ts";
import type { FullEvent } from "./seeds/full.ts";

/** On one core for each seed, or on all of them, as the preset was measured. */
export const expectedSeconds = ({ presets }: Experiment, preset: PresetName, seeds: number): number =>
  (presets[preset].seconds.node * seeds) / presets[preset].seeds;

export function showEvent(event: FullEvent, paper: Paper, progress: Progress): void {
  if (event.type === "progress") progress.update(event.fraction, event.text);
  if (event.type === "note") progress.say(`note: ${printable(event.text)}`);
  if (event.type === "measure") showMeasurement(event, paper, progress);
}

export function showMeasurement({ claim, value, exact, seed }: Measurement, paper: Paper, progress: Progress): void {
  const { statement, unit } = paper.claims[claim];
  const said = value === null ? "diverged" : formatNumber(value) + unitAfter(unit);
  progress.say(`measured ${said}: ${statement}${exact ? "" : ` (seed ${seed})`}`);
}

export async function reportRun(
  id: string,
  { catalogue, address }: Pick<Store, "catalogue" | "address">,
  json: boolean,
  { out, err }: Io,
): Promise<void> {
  const page = await catalogue.run(id);
  if (page === null) throw new Failure(`run ${id} was stored, and is gone`);
  if (json) return out.json(page);
  if (page.record.state === "cancelled") err.line();
  describeRun(page, address, out);
}
