/** Which papers have a claim with which verdict. Verdicts are computed from runs and stored nowhere. */
import { eq } from "drizzle-orm";
import type { Verdict } from "#lab/kit/index";
import { judgeEvidence } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { claimsByPaper } from "../papers/summaries.ts";
import { claims } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/** Paper -> verdicts of its claims, each once; papers without claims are left out. */
export async function verdictsByPaper(db: Db, ids: readonly number[]): Promise<Map<number, ReadonlySet<Verdict>>> {
  if (ids.length === 0) return new Map();
  const [claimsOf, samples] = [await claimsByPaper(db, ids), await groundSamples(db, ids)];
  return new Map(
    [...claimsOf].map(([paper, claims]) => {
      const verdicts = claims.map(
        ({ id, claim }) => judgeEvidence(claim, samples.get(paper)?.get(id) ?? []).judgement.verdict,
      );
      return [paper, new Set(verdicts.filter((verdict) => verdict !== null))];
    }),
  );
}

/** Papers with a claim that has one of the verdicts. */
export async function papersWithVerdict(db: Db, wanted: readonly Verdict[]): Promise<number[]> {
  const rows = await db.selectDistinct({ id: claims.paperId }).from(claims).where(eq(claims.retired, false));
  const all = await verdictsByPaper(
    db,
    rows.map(({ id }) => id),
  );
  return [...all].filter(([, verdicts]) => wanted.some((verdict) => verdicts.has(verdict))).map(([paper]) => paper);
}
