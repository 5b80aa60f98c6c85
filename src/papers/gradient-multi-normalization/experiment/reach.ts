/** How soon a loss is reached, when every length of training has a schedule of its own. */

/** A complete training: its length and the loss at its end. */
export interface Schedule {
  readonly steps: number;
  readonly loss: number;
}

/**
 * The length of a complete schedule that ends at the target: on the line between two neighbouring lengths, over the logarithm
 * of the steps. NaN where the target lies outside of what was trained: a bound is no value.
 */
export function stepsToReach(target: number, schedules: readonly Schedule[]): number {
  const sorted = schedules.toSorted((a, b) => a.steps - b.steps);
  for (let at = 1; at < sorted.length; at++) {
    const [before, after] = [sorted[at - 1], sorted[at]];
    if (before.loss < target || after.loss > target || before.loss === after.loss) continue;
    const share = (before.loss - target) / (before.loss - after.loss);
    return before.steps * (after.steps / before.steps) ** share;
  }
  return NaN;
}
