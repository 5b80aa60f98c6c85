/** Every arm through the tasks, in the order of the seed. */
import type { Parameters } from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { armOf, type ArmName } from "./arms.ts";
import type { Bench } from "./bench.ts";
import { familyNames, type FamilyName } from "./networks.ts";
import { orderOf } from "./orders.ts";
import { rateOf } from "./rates.ts";
import { learn, pretrain, scoreOf, type Outcome, type Score } from "./sequence.ts";
import type { MiguLab, Settings } from "./settings.ts";
import type { Task } from "./tasks.ts";

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;
/** Arms that are asked for all earlier tasks after each. */
export const watchedArms: readonly ArmName[] = ["plain", "MIGU", "random mask", "smallest outputs", "adapters", "adapters, MIGU"]; // prettier-ignore

export interface Result extends Score {
  readonly outcome: Outcome;
}

export interface Results {
  readonly of: ReadonlyMap<ArmName, Result>;
  /** What each family began with. */
  readonly starts: ReadonlyMap<FamilyName, Parameters>;
}

export async function* resultsOf(
  lab: MiguLab,
  bench: Bench,
  { arms, pretraining: steps, ...settings }: Settings,
  { tasks, sources }: { tasks: readonly Task[]; sources: readonly Int32Array[] },
): AsyncGenerator<LabEvent, Results, void> {
  const starts = new Map<FamilyName, Parameters>();
  const needed = familyNames.filter((family) => arms.some((name) => (armOf(name).family ?? "decoder") === family));
  for (const [at, family] of needed.entries()) {
    const part = withProgressRange(lab, (0.1 * at) / needed.length, (0.1 * (at + 1)) / needed.length);
    starts.set(family, yield* pretrain(part, bench, { family, sources, steps }));
  }
  const order = orderOf(tasks, lab.seed, settings.length);
  const found = new Map<ArmName, Result>();
  for (const [at, name] of arms.entries()) {
    const arm = armOf(name);
    const part = withProgressRange(lab, 0.1 + (0.88 * at) / arms.length, 0.1 + (0.88 * (at + 1)) / arms.length);
    const watched = lab.seed <= drawn && watchedArms.includes(name);
    const start = starts.get(arm.family ?? "decoder")!;
    const course = { name, arm, start, tasks: order, steps: settings.steps, learningRate: rateOf(name), watched };
    const outcome = yield* learn(part, bench, course);
    if (outcome === null) yield lab.note(`${name} diverged`);
    found.set(name, { outcome, ...scoreOf(outcome) });
  }
  return { of: found, starts };
}
