/** What the blocks of the arms do: gradients early in training, as the paper's picture has them, and what removing a block costs at the end. */
import type { LabEvent } from "#lab/kit/index";
import { mean, slope } from "#lab/measure/statistics";
import {
  drawBlocks,
  drawRemovals,
  moments,
  noteRemovals,
  type DepthArmName,
  type DepthArmResult,
  type Moment,
} from "#lab/training/depth/index";
import type { ArmName } from "./arms.ts";
import type { MixLab, Settings } from "./settings.ts";

type Looking = Pick<Settings, "looked" | "early">;
type Results = Readonly<Record<DepthArmName, DepthArmResult>>;

/** log10 per block: below 0 where gradients get smaller towards the deep end. */
export const leaning = (norms: readonly number[]): number =>
  slope(norms.map((norm, at) => [at + 1, Math.log10(norm)] as const));

/** Largest over smallest. */
export const unevenness = (norms: readonly number[]): number => Math.max(...norms) / Math.min(...norms);

export function* blocksPart(lab: MixLab, results: Results, looking: Looking): Generator<LabEvent> {
  const gradients = (name: ArmName, when: Moment = "early") => results[name].looks[when]?.gradient ?? [NaN, NaN];
  yield lab.measure("pre-grad-decays", leaning(gradients("Pre-LN")));
  yield lab.measure("post-grad-vanishes-early", leaning(gradients("Post-LN")));
  const parents = Math.min(unevenness(gradients("Pre-LN")), unevenness(gradients("Post-LN")));
  yield lab.measure("mix-grad-uniform", unevenness(gradients("Mix-LN 1/4")) / parents);
  const deep = (name: ArmName) => {
    const costs = results[name].looks.end?.removal.costs ?? [NaN, NaN];
    return mean(costs.slice(Math.ceil(costs.length / 2)));
  };
  yield lab.measure("deep-layers-matter", deep("Mix-LN 1/4") - deep("Pre-LN"));
  const names = Object.keys(looking.looked) as ArmName[];
  const words = { start: "before training", early: `after ${looking.early} steps`, end: "at the end" };
  for (const when of moments) {
    const said = names
      .filter((name) => results[name].looks[when])
      .map((name) => {
        const norms = gradients(name, when);
        return `${name} ${leaning(norms).toFixed(3)} and ${unevenness(norms).toFixed(1)}`;
      });
    if (said.length > 0)
      yield lab.note(`log10 of gradients per block, and largest over smallest, ${words[when]}: ${said.join(", ")}`);
  }
  for (const name of names)
    for (const when of ["early", "end"] as const) {
      const look = results[name].looks[when];
      if (look) yield* noteRemovals(lab, name, words[when], look.removal);
    }
  if (lab.seed === 1) yield* pictures(lab, results, looking);
}

function* pictures(lab: MixLab, results: Results, { looked, early }: Looking): Generator<LabEvent> {
  for (const name of Object.keys(looked) as ArmName[])
    for (const [when, look] of Object.entries(results[name].looks)) {
      const series = { start: `${name}, start`, early: `${name}, step ${early}`, end: name }[when as Moment];
      yield* drawBlocks(lab, "Gradient norm by block", series, look.gradient, { positive: true });
      if (when !== "end") continue;
      yield* drawBlocks(lab, "Angle by block", series, look.angle);
      yield* drawRemovals(lab, "Cost of removal", series, look.removal);
    }
}
