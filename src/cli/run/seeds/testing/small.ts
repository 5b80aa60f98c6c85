/** A paper of the shelf whose full preset is as small as its smoke run: what a recording does with a real experiment, in seconds. */
import type { Experiment } from "#lab/kit/index";
import { loadExperiment } from "#papers/registry";

export async function smallExperiment(slug: string): Promise<Experiment | null> {
  const experiment = await loadExperiment(slug);
  if (experiment === null) return null;
  const { smoke, plan, presets } = experiment;
  const full = { ...smoke, seeds: 2 };
  return { ...experiment, plan: plan && { ...plan, seeds: 2 }, presets: { ...presets, full } };
}
