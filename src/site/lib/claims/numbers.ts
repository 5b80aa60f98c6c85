/** Measured numbers as the table of claims shows them: the ledger's, and beside it the visitor's own run. */
import { agrees, judge, type Claim, type Judgement, type Measurement } from "#lab/kit/index";
import { formatJudgement, unitAfter } from "#library/words/number";
import { verdictWords } from "#library/words/verdict";

/** "0.62 ± 0.04 nats"; empty where nothing was measured. */
export function measured(judgement: Judgement, claim: Claim): string {
  const number = formatJudgement(judgement) ?? "";
  return judgement.mean === null ? number : number + unitAfter(claim.unit);
}

export interface LiveValue {
  /** "0.62 nats" */
  readonly value: string;
  /** "agrees with the ledger", "holds in this run", ...; null where there is nothing to say yet. */
  readonly says: string | null;
}

/** What the visitor's run says about a claim, never instead of the ledger. null: it has not measured the claim (yet). */
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
  return {
    value: measured(alone, claim),
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
