/** What the visitor's own run says about a claim, beside the ledger and never instead of it. */
import { agrees, judge, type Claim, type Judgement, type Measurement } from "#papers/kit/index";
import { formatJudgement, unitAfter } from "#library/words/number";
import { verdictWords } from "#library/words/verdict";

export interface LiveValue {
  /** "0.62 nats" */
  readonly value: string;
  /** "agrees with the ledger", "holds in this run", ...; null where there is nothing to say yet. */
  readonly says: string | null;
}

/** null: the run has not measured this claim (yet). */
export function liveValue(
  claim: Claim,
  ledger: Judgement,
  id: string,
  measurements: readonly Measurement[],
): LiveValue | null {
  const samples = measurements.filter((measurement) => measurement.claim === id);
  if (samples.length === 0) return null;
  const alone = judge(claim, samples);
  if (alone.seeds === 0) return null;
  const agreement = agrees(ledger, alone.mean, claim);
  const number = formatJudgement(alone) ?? "";
  return {
    value: alone.mean === null ? number : number + unitAfter(claim.unit),
    says:
      agreement !== null
        ? agreement
          ? "agrees with the ledger"
          : "differs from the ledger"
        : alone.verdict !== null
          ? `${verdictWords[alone.verdict].word} in this run`
          : "one seed alone has no verdict",
  };
}
