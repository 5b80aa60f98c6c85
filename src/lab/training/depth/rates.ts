/** Learning rates of arms on depth: those that several papers compare are tuned once for all of them, and each paper adds its own. */
import type { Plan } from "../../kit/index.ts";
import { medianAt, sampleDeviation, tunedLearningRate, tuningOf, type Tuned } from "../tuning/index.ts";
import type { DepthArmName } from "./arms.ts";
import common from "./tuning.json" with { type: "json" };

/** A paper's own rows beside the common ones; nothing while either is missing: every arm has the same rate then. */
export function depthTable(own: readonly Tuned[], shared: readonly Tuned[] = common): readonly Tuned[] {
  return own.length === 0 || shared.length === 0 ? [] : [...shared, ...own];
}

/** For a plan: how the rates of some arms were chosen, and which they are. */
export function depthRates(
  table: readonly Tuned[],
  names: readonly DepthArmName[],
): Pick<Plan, "tuning" | "learningRates" | "untuned"> {
  const rows = table.filter(({ arm }) => (names as readonly string[]).includes(arm));
  const { tuning, ...rest } = tuningOf(rows, { runs: "runs of the full length" });
  const how =
    "By the loss on the last tenth of the training text; a rate at which a training fails on one of these seeds is out.";
  return { tuning: rest.untuned ? tuning : `${tuning} ${how}`, ...rest };
}

/**
 * Of some arms the one that did best in tuning, each at its own rate: the rival of a claim that an arm beats them all. It is chosen on seeds
 * that no result uses, because the best of each seed would owe something to luck. While nothing is tuned it is the first one.
 */
export function bestTuned<Name extends DepthArmName>(
  table: readonly Tuned[],
  [first, ...others]: readonly [Name, ...Name[]],
): Name {
  const median = (name: Name) => medianAt(table, name, tunedLearningRate(table, name)) ?? Infinity;
  return others.reduce((best, name) => (median(name) < median(best) ? name : best), first);
}

/** How far the difference between two arms at their own rates scatters over the tuning seeds, which are a pilot of the comparison. */
export function tunedDeviation(table: readonly Tuned[], [arm, than]: readonly [DepthArmName, DepthArmName]): number {
  const natsOf = (name: DepthArmName) => {
    const rate = tunedLearningRate(table, name);
    return new Map(
      table.filter((row) => row.arm === name && row.learningRate === rate).map(({ seed, nats }) => [seed, nats!]),
    );
  };
  const theirs = natsOf(than);
  return sampleDeviation([...natsOf(arm)].map(([seed, nats]) => nats - theirs.get(seed)!));
}
