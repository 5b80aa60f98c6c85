/** What a trajectory is worth: what is kept where enough is gone or nearly so, and what is gone and kept when the steps are over. */
import { mean } from "#lab/measure/statistics";
import type { Moment } from "./unlearn.ts";

/**
 * What is kept, less how far what is left of what should go lies above the target, at the best moment of a trajectory; between two looks it
 * is a line. Once enough is gone it is what is kept. A method that stops just short of that loses no more than it falls short, and one that
 * does nothing has the target itself.
 */
export function keptAt(moments: readonly Moment[], target: number): number {
  let best = -Infinity;
  for (const [at, { forget, retain }] of moments.entries()) {
    best = Math.max(best, retain - Math.max(0, forget - target));
    if (at === 0) continue;
    const before = moments[at - 1];
    const share = (before.forget - target) / (before.forget - forget);
    if (share > 0 && share < 1) best = Math.max(best, before.retain + share * (retain - before.retain));
  }
  return best;
}

/** At the last look, however much is gone by then: what is kept, less how far what is gone lies from the target on either side. */
export function balanceAtEnd(moments: readonly Moment[], target: number): number {
  const { forget, retain } = moments.at(-1)!;
  return retain - Math.abs(forget - target);
}

/**
 * How far the best of some settings lies above the worst: which ones they are is chosen on the other replicates, so that settings that are
 * alike have a mean range of zero, and not that of the noise. scores: by setting, by replicate; of a single replicate the plain range.
 */
export function honestRange(scores: readonly (readonly number[])[]): number {
  const replicates = scores[0].map((_, at) => at);
  return mean(
    replicates.map((held) => {
      const chosenOn = replicates.length === 1 ? replicates : replicates.filter((at) => at !== held);
      const means = scores.map((row) => mean(chosenOn.map((at) => row[at])));
      const [best, worst] = [Math.max(...means), Math.min(...means)].map((value) => means.indexOf(value));
      return scores[best][held] - scores[worst][held];
    }),
  );
}
