/** The pictures of a run. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { armNames, armOf, type ArmName } from "./arms.ts";
import type { LayerOverlap, Profiles } from "./profiles.ts";
import { drawn, watchedArms, type Results } from "./results.ts";
import type { MiguLab } from "./settings.ts";
import type { Task } from "./tasks.ts";

/** The linear maps of two blocks and the head, by their scopes. */
const maps = ["attention/query", "attention/key", "attention/value", "attention/output", "feed-forward/in", "feed-forward/out"]; // prettier-ignore
const mapScopes = [...[1, 2].flatMap((block) => maps.map((map) => `block ${block}/${map}`)), "head map"];

/** Names of the axes that count something. */
export const axisNames = {
  arms: armNames,
  maps: mapScopes.map((scope) => scope.replace(/^block (\d)\/(?:attention|feed-forward)\//, "$1 ")),
} as const;

/** The map whose magnitudes are drawn. */
const shownMap = "block 1/feed-forward/out";

const kindOf = (name: ArmName): string => {
  const { mask } = armOf(name);
  return mask === "none" ? "without a mask" : mask === "largest" ? "MIGU" : "control";
};

export function* drawArms(lab: MiguLab, { of }: Results): Generator<LabEvent, void, void> {
  if (lab.seed > drawn) return;
  for (const [name, { end, learned, outcome }] of of) {
    yield lab.point("Accuracy by arm", { series: kindOf(name), x: 100 * end, y: armNames.indexOf(name) + 1 });
    if (armOf(name).family === undefined)
      yield lab.point("Kept and learned", { series: name, x: 100 * learned, y: 100 * end });
    if (!watchedArms.includes(name)) continue;
    for (const [at, row] of (outcome ?? []).entries()) {
      const soFar = row.slice(0, at + 1).map((accuracy) => 100 * accuracy!.among);
      yield lab.point("Accuracy so far", { series: name, x: at + 1, y: mean(soFar) });
      yield lab.point("The first task", { series: name, x: at + 1, y: soFar[0] });
    }
  }
}

export function* drawProfiles(
  lab: MiguLab,
  layers: readonly LayerOverlap[],
  profiles: readonly (readonly [Task, Profiles])[],
): Generator<LabEvent, void, void> {
  if (lab.seed > drawn) return;
  for (const { name, within, between } of layers) {
    const y = mapScopes.indexOf(name) + 1;
    yield lab.point("Overlap by layer", { series: "halves of one task", x: within, y });
    yield lab.point("Overlap by layer", { series: "two tasks", x: between, y });
  }
  if (lab.seed > 1) return;
  const first = profiles[0][1].get(shownMap)!;
  const order = first.map((_, at) => at).sort((a, b) => first[b] - first[a]);
  for (const [{ name }, profile] of profiles)
    for (const [place, feature] of order.entries())
      yield lab.point("Output magnitudes", { series: name, x: place + 1, y: order.length * profile.get(shownMap)![feature] }); // prettier-ignore
}
