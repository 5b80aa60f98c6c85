/** When a curve of validation losses first goes below a target. */

/** Steps to a loss, straight lines between the points; NaN when the curve never gets there. */
export function stepsToReach(target: number, curve: readonly (readonly [step: number, nats: number])[]): number {
  const at = curve.findIndex(([, nats]) => nats <= target);
  if (at < 0) return NaN;
  if (at === 0) return curve[0][0];
  const [[before, high], [after, low]] = [curve[at - 1], curve[at]];
  return before + ((high - target) / (high - low)) * (after - before);
}
