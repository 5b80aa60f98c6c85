/** Every arm through every order of the tasks. */
import type { Parameters } from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { armOf, type ArmName } from "./arms.ts";
import type { Bench } from "./bench.ts";
import { familyNames, type FamilyName } from "./networks.ts";
import { ordersOf } from "./orders.ts";
import { rateOf } from "./rates.ts";
import { learn, pretrain, scoreOf, type Outcome, type Score } from "./sequence.ts";
import type { MiguLab, Settings } from "./settings.ts";
import type { Task } from "./tasks.ts";

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;
/** Arms that are asked for all earlier tasks after each. */
export const watchedArms: readonly ArmName[] = ["plain", "MIGU", "random mask", "smallest outputs", "adapters", "adapters, MIGU"]; // prettier-ignore

export interface Result extends Score {
  /** By order. */
  readonly outcomes: readonly Outcome[];
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
  const orders = ordersOf(tasks, lab.seed, settings);
  const found = new Map<ArmName, Result>();
  for (const [at, name] of arms.entries()) {
    const arm = armOf(name);
    const outcomes: Outcome[] = [];
    for (const [index, order] of orders.entries()) {
      const [from, whole] = [at * orders.length + index, arms.length * orders.length];
      const part = withProgressRange(lab, 0.1 + (0.88 * from) / whole, 0.1 + (0.88 * (from + 1)) / whole);
      const watched = lab.seed <= drawn && watchedArms.includes(name);
      const start = starts.get(arm.family ?? "decoder")!;
      const course = { name, arm, start, tasks: order, steps: settings.steps, learningRate: rateOf(name), watched };
      const outcome = yield* learn(part, bench, course);
      if (outcome === null) yield lab.note(`${name} diverged`);
      outcomes.push(outcome);
    }
    const scores = outcomes.map(scoreOf);
    const over = (of: (score: Score) => number) => mean(scores.map(of));
    found.set(name, {
      outcomes,
      end: over(({ end }) => end),
      endOfAll: over(({ endOfAll }) => endOfAll),
      learned: over(({ learned }) => learned),
      backward: over(({ backward }) => backward),
    });
  }
  return { of: found, starts };
}
