/** Which papers have a claim with which verdict. Verdicts are computed from runs and stored nowhere. */
import { eq } from "drizzle-orm";
import type { Verdict } from "#papers/kit/index";
import { judgeGround } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { claimsByPaper } from "../papers/summaries.ts";
import { claims } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/** Paper -> verdicts of its claims, each once; papers without claims are left out. */
export async function verdictsByPaper(db: Db, among?: readonly number[]): Promise<Map<number, ReadonlySet<Verdict>>> {
  const rows = await db.selectDistinct({ id: claims.paperId }).from(claims).where(eq(claims.retired, false));
  const wanted = among && new Set(among);
  const ids = rows.map(({ id }) => id).filter((id) => wanted === undefined || wanted.has(id));
  if (ids.length === 0) return new Map();
  const [claimsOf, samples] = [await claimsByPaper(db, ids), await groundSamples(db, ids)];
  return new Map(
    ids.map((paper) => {
      const verdicts = (claimsOf.get(paper) ?? []).map(
        ({ id, claim }) => judgeGround(claim, samples.get(paper)?.get(id) ?? []).judgement.verdict,
      );
      return [paper, new Set(verdicts.filter((verdict) => verdict !== null))];
    }),
  );
}

export async function papersWithVerdict(db: Db, verdict: Verdict): Promise<number[]> {
  const all = await verdictsByPaper(db);
  return [...all].filter(([, verdicts]) => verdicts.has(verdict)).map(([paper]) => paper);
}
