/** Claims as a table: what the paper says and states, what was measured, the verdict. The same columns everywhere. */
import type { Claim, Judgement } from "#lab/kit/index";
import { expectation } from "#library/words/claims";
import { formatJudgement, formatStated, unitAfter } from "#library/words/number";
import type { Output } from "./output.ts";
import { verdictCell } from "./strip.ts";
import { table, type Cell } from "./table.ts";

export interface ClaimRow {
  readonly claim: Claim;
  readonly judgement: Judgement;
  /** The last column's cell. */
  readonly last: Cell;
}

/** @param lastHeader what the last column holds. */
export function claimsTable(output: Output, rows: readonly ClaimRow[], lastHeader: string): string {
  return table(
    output,
    [
      { header: "the paper says", narrow: "wrap" },
      { header: "stated", narrow: "wrap" },
      { header: "measured", align: "right" },
      { header: "verdict", narrow: "wrap" },
      { header: lastHeader, narrow: "wrap" },
    ],
    rows.map(({ claim, judgement, last }) => [
      claim.statement,
      stated(claim),
      measured(claim, judgement),
      verdictCell(claim, judgement),
      last,
    ]),
    Math.max(72, output.columns ?? 120),
  );
}

/** The paper's number, its words, or at least which way it should go. */
function stated(claim: Claim): string {
  const number = formatStated(claim.stated);
  if (number !== null) return number + unitAfter(claim.unit);
  return claim.statedAs ?? expectation(claim);
}

function measured(claim: Claim, judgement: Judgement): string {
  const text = formatJudgement(judgement);
  if (text === null) return "";
  return judgement.mean === null ? text : text + unitAfter(claim.unit);
}
