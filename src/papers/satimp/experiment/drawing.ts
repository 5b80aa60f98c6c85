/** The pictures of a run. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { armNames, type ArmName } from "./arms.ts";
import type { Result } from "./comparison.ts";
import { histogram } from "./live-weights.ts";
import type { Knowledge } from "./model.ts";
import { keptAt } from "./score.ts";
import type { SatImpLab } from "./settings.ts";

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;

/** Trajectories of these; the others have a dot each. */
const lines = [
  "GA",
  "SimSat 5",
  "SimImp 0.1",
  "SatImp",
  "SatImp, shuffled",
  "NPO",
  "keys only",
] as const satisfies readonly ArmName[];

export function* drawPart(
  lab: SatImpLab,
  arms: readonly ArmName[],
  results: ReadonlyMap<string, Result>,
  { targets, kept }: { readonly targets: readonly number[]; readonly kept: number },
): Generator<LabEvent, void, void> {
  for (const series of lines.filter((name) => arms.includes(name)))
    for (const { step, forget, retain } of results.get(series)!.trajectories[0]) {
      yield lab.point("Forgetting and keeping", { series, x: forget, y: retain });
      yield lab.point("Forgetting by step", { series, x: step, y: forget });
      yield lab.point("Keeping by step", { series, x: step, y: retain });
    }
  yield lab.point("Forgetting and keeping", { series: "the reference", x: targets[0], y: kept });
  const score = (name: string) =>
    mean(results.get(name)!.trajectories.map((moments, set) => keptAt(moments, targets[set])));
  for (const name of arms)
    yield lab.point("Kept by method", { series: groupOf(name), x: score(name), y: armNames.indexOf(name) + 1 });
  for (const [kind, series] of [
    ["SimSat", "saturation"],
    ["SimImp", "importance"],
  ] as const) {
    yield lab.point("Smoothness", { series, x: 0, y: score("GA") });
    for (const name of arms.filter((name) => name.startsWith(kind)))
      yield lab.point("Smoothness", { series, x: Number(name.split(" ")[1]), y: score(name) });
  }
}

const groupOf = (name: ArmName): string =>
  name === "SatImp, shuffled" || name === "SatImp, level" || name === "random 30 %"
    ? "controls"
    : name.startsWith("SatImp")
      ? "SatImp"
      : "others";

export function* likelihoods(
  lab: SatImpLab,
  moments: Readonly<Record<"before" | "after", Knowledge>>,
): Generator<LabEvent, void, void> {
  for (const [when, { key, filler }] of Object.entries(moments))
    for (const [kind, found] of Object.entries({ keys: key, fillers: filler }))
      for (const { middle, share } of histogram(found))
        yield lab.point("Likelihood of words", { series: `${kind}, ${when}`, x: middle, y: share });
}
