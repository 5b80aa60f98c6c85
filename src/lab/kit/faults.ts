/** What is wrong with a claim as it stands, before anything is measured: what the shelf's test refuses. */
import { isMeasurable, type Claim } from "./claim.ts";
import { effectScale } from "./effect.ts";
import { statedSizes } from "./verdict.ts";

/** One sentence per fault, with what to do; empty for a claim that can be judged. */
export function faultsOf(claim: Claim): string[] {
  const faults: string[] = [];
  const { of, sizeOf } = effectScale(claim);
  const { better, counts, tolerance, scale, stated } = claim;
  if (isMeasurable(claim) && scale === undefined)
    faults.push("scale is missing: say whether it is measured exact, toy, reduced or full");
  if (!isMeasurable(claim) && scale !== undefined) faults.push("it has a scale, but nothing is measured: leave it out");
  if (better === "equal") {
    if (tolerance === undefined)
      faults.push("tolerance is missing: say which distance from neutral still counts as none");
    if (counts !== undefined) faults.push("counts is for claims with a direction; this one has a tolerance");
    return faults;
  }
  if (counts === undefined) return [...faults, "counts is missing: say which effect is the smallest that would matter"];
  if (!(counts > 0 && Number.isFinite(sizeOf(counts)))) return [...faults, `counts is no distance: ${counts}`];
  const wrongWay = [stated ?? []].flat().filter((value) => !(of(value) * (better === "higher" ? 1 : -1) > 0));
  for (const value of wrongWay)
    faults.push(`stated ${value} does not lie ${better === "higher" ? "above" : "below"} neutral`);
  const smallest = Math.min(...statedSizes(claim));
  if (wrongWay.length === 0 && sizeOf(counts) > (smallest / 2) * (1 + 1e-9))
    faults.push(
      `counts is more than half of the stated effect: an effect that the paper reports could be called absent`,
    );
  return faults;
}
