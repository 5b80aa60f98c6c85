/** What the blocks of the arms do: gradients early in training, as the paper's picture has them, and what removing a block costs at the end. */
import type { LabEvent } from "#lab/kit/index";
import { mean, slope } from "#lab/measure/statistics";
import {
  drawBlocks,
  drawRemovals,
  looksOf,
  moments,
  noteRemovals,
  type DepthArmName,
  type DepthResults,
  type DepthSettings,
  type NamedLook,
} from "#lab/training/depth/index";
import type { MixLab } from "./names.ts";

type Looking = Pick<DepthSettings, "looked" | "early">;

/** log10 per block: below 0 where gradients get smaller towards the deep end. */
export const leaning = (norms: readonly number[]): number =>
  slope(norms.map((norm, at) => [at + 1, Math.log10(norm)] as const));

/** Largest over smallest. */
export const unevenness = (norms: readonly number[]): number => Math.max(...norms) / Math.min(...norms);

export function* blocksPart(lab: MixLab, results: DepthResults, looking: Looking): Generator<LabEvent> {
  const gradients = (name: DepthArmName) => results[name].looks.early?.gradient ?? [NaN, NaN];
  yield lab.measure("pre-grad-decays", leaning(gradients("Pre-LN")));
  yield lab.measure("post-grad-vanishes-early", leaning(gradients("Post-LN")));
  const parents = Math.min(unevenness(gradients("Pre-LN")), unevenness(gradients("Post-LN")));
  yield lab.measure("mix-grad-uniform", unevenness(gradients("Mix-LN 1/4")) / parents);
  const deep = (name: DepthArmName) => {
    const costs = results[name].looks.end?.removal.costs ?? [NaN, NaN];
    return mean(costs.slice(Math.ceil(costs.length / 2)));
  };
  yield lab.measure("deep-layers-matter", deep("Mix-LN 1/4") - deep("Pre-LN"));
  const names = Object.keys(looking.looked) as DepthArmName[];
  const looks = looksOf(results, names, looking.early);
  for (const moment of moments) {
    const those = looks.filter(({ when }) => when === moment);
    const said = those.map(
      ({ name, look: { gradient } }) =>
        `${name} ${leaning(gradient).toFixed(3)} and ${unevenness(gradient).toFixed(1)}`,
    );
    if (said.length > 0)
      yield lab.note(`log10 of gradients per block, and largest over smallest, ${those[0].called}: ${said.join(", ")}`);
  }
  yield* noteRemovals(lab, results, names, looking.early);
  if (lab.seed === 1) for (const look of looks) yield* picture(lab, look);
}

function* picture(lab: MixLab, { when, series, look }: NamedLook): Generator<LabEvent> {
  yield* drawBlocks(lab, "Gradient norm by block", series, look.gradient, { positive: true });
  if (when !== "end") return;
  yield* drawBlocks(lab, "Angle by block", series, look.angle);
  yield* drawRemovals(lab, "Cost of removal", series, look.removal);
}
