/** Claims in words: what the paper says it should be, how many were reproduced, which mark a judgement gets. */
import type { PaperSummary, RunOrigin } from "../catalogue.ts";
import { neutralOf, type Claim, type Judgement } from "#lab/kit/index";
import { asGiven, formatNumber, formatStated, unitAfter } from "./number.ts";
import { count } from "./count.ts";
import { doubtWords, type Mark } from "./verdict.ts";

export const markOf = (judgement: Pick<Judgement, "verdict">): Mark => judgement.verdict ?? "none";

/** What a number must look like for the claim to hold: "below 1", "within 0.02 nats of 0". */
export function expectation(claim: Claim): string {
  const neutral = formatStated(neutralOf(claim)) + unitAfter(claim.unit);
  if (claim.better === "lower") return `below ${neutral}`;
  if (claim.better === "higher") return `above ${neutral}`;
  return claim.tolerance
    ? `within ${formatStated(claim.tolerance)}${unitAfter(claim.unit)} of ${formatStated(neutralOf(claim))}`
    : `exactly ${neutral}`;
}

/** "an effect under 0.01 would not matter", in the claim's unit; null where a tolerance says so already, or nothing is measured. */
export const threshold = ({ counts, scale }: Claim): string | null =>
  counts === undefined || scale === undefined ? null : `an effect under ${asGiven(counts)} would not matter`;

/** What an inconclusive claim would have shown, and what would decide it; null for any other verdict. */
export function doubtInWords({ unit }: Claim, judgement: Judgement): string | null {
  const { doubt, visible, seedsToDecide } = judgement;
  if (doubt === null) return null;
  if (doubt !== "scatter") return doubtWords[doubt];
  const seen = `an effect of ${formatNumber(visible!, 2)}${unitAfter(unit)} would have shown`;
  return `${seen}; ${seedsToDecide === null ? "more seeds alone would not decide" : `${count(seedsToDecide, "seed")} would decide`}`;
}

/** How far two copies of the baseline lie apart; null where only one was timed. */
export const floorInWords = ({ unit }: Claim, { floor }: Pick<Judgement, "floor">): string | null =>
  floor === null ? null : `two copies of the baseline differ by ${formatNumber(floor, 2)}${unitAfter(unit)}`;

/** "3 of 5 claims hold", with stand-ins counted apart: what a reader and a screen reader are told about the strip. */
export function reproducedInWords({ claims, reproduced }: Pick<PaperSummary, "claims" | "reproduced">): string {
  const { direct, proxy, total } = reproduced;
  if (total === 0) return "no claims listed";
  const measured = claims.filter(({ verdict }) => verdict !== null && verdict !== "beyond").length;
  if (measured === 0) return `${count(total, "claim")}, none measured yet`;
  const standIns = proxy === 0 ? "" : `, ${proxy} more by a stand-in`;
  return `${direct} of ${count(total, "claim")} ${direct === 1 ? "holds" : "hold"}${standIns}`;
}

/** Where a run was computed, in words. */
export const originWords: Readonly<Record<RunOrigin, string>> = {
  committed: "shipped with the paper",
  server: "this server",
  cli: "this installation's command line",
  browser: "visitors' browsers",
};
